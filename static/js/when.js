// data-when="name" data-when-values="B,C": a part of a form that only some answers of another
// field need. What is hidden is not sent.
(function () {
  "use strict";

  function settle(part) {
    var form = part.closest("form");
    if (!form) return;
    var values = (part.dataset.whenValues || "").split(",");
    var field = form.elements[part.dataset.when];
    var wanted = !!field && values.indexOf(field.value) >= 0;
    part.hidden = !wanted;
    part.querySelectorAll("input, select, textarea").forEach(function (one) {
      one.disabled = !wanted;
    });
  }

  function settleAll(root) {
    root.querySelectorAll("[data-when]").forEach(settle);
  }

  ["input", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      if (event.target.form) settleAll(event.target.form);
    });
  });
  settleAll(document);
})();
