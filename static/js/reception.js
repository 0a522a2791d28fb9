// The reception form by keyboard: Enter on a menu and Ctrl+Enter in a text save; the closed list of
// deputies shows who is chosen.
(function () {
  "use strict";

  function names(box) {
    var chosen = Array.from(box.querySelectorAll("input[name=deputies]:checked")).map(function (one) {
      return one.dataset.name;
    });
    var shown = box.querySelector("[data-people-names]");
    shown.textContent = chosen.join("、") || shown.dataset.none;
  }

  document.addEventListener("change", function (event) {
    var box = event.target.closest("[data-people]");
    if (box) names(box);
  });
  document.addEventListener("input", function (event) {
    var box = event.target.closest("[data-people]");
    if (box && event.target.matches("[name=deputies]")) names(box);
  });
  document.addEventListener("keydown", function (event) {
    var form = event.target.closest("[data-entry]");
    if (!form || event.key !== "Enter" || event.isComposing) return;
    if (event.target.matches("[name=deputy_search]")) {
      event.preventDefault();
      return;
    }
    // In a search that narrows a list Enter chooses; with Ctrl it saves from everywhere.
    if (event.target.matches("select[data-enter]") || event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
