// data-pick: a long list of boxes is narrowed while typing a name or its initials; what is chosen
// is said below the list. Without script the whole list is there.
(function () {
  "use strict";

  function rowsOf(box) {
    return Array.from(box.querySelectorAll("[data-pick-text]"));
  }

  function narrow(box, text) {
    var wanted = text.trim().toLowerCase();
    var left = 0;
    rowsOf(box).forEach(function (row) {
      var fits = !wanted || row.dataset.pickText.indexOf(wanted) >= 0;
      row.hidden = !fits;
      left += fits;
    });
    box.querySelector(".pick-none").hidden = left > 0;
  }

  function say(box) {
    var names = rowsOf(box)
      .filter(function (row) {
        return row.querySelector("input").checked;
      })
      .map(function (row) {
        return row.textContent.trim();
      });
    box.querySelector("[data-pick-chosen]").textContent = names.length ? "已选：" + names.join("、") : "";
  }

  function show(root) {
    root.querySelectorAll("[data-pick]").forEach(function (box) {
      say(box);
      var chosen = box.querySelector("input:checked");
      var list = box.querySelector(".pick-list");
      if (chosen) list.scrollTop = Math.max(0, chosen.closest("label").offsetTop - list.offsetTop - 40);
    });
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-pick-find]")) narrow(event.target.closest("[data-pick]"), event.target.value);
  });
  document.addEventListener("change", function (event) {
    var box = event.target.closest("[data-pick]");
    if (box) say(box);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.ctrlKey || !event.target.matches("[data-pick-find]")) return;
    event.preventDefault();
    var shown = rowsOf(event.target.closest("[data-pick]")).filter(function (row) {
      return !row.hidden;
    });
    if (shown.length === 1) shown[0].querySelector("input").click();
  });
  /* A unit that is offered is taken over by a click: the first list of the form that has it. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-pick-take]");
    var form = button && button.closest(".body").querySelector("form");
    if (!form) return;
    var wanted = form.querySelector('[data-pick] input[type=radio][value="' + button.dataset.pickTake + '"]');
    if (!wanted) return;
    wanted.click();
    show(form);
  });
  document.addEventListener("liaison:shown", function (event) {
    show(event.target);
  });
  show(document);
})();
