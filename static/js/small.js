// Small habits: menus close when one looks elsewhere, data-confirm asks, data-print prints,
// data-copy copies, data-submit-on-change sends a filter, errors on top get the focus.
(function () {
  "use strict";

  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }

  function copy(button) {
    var words = button.textContent;
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      button.textContent = "已复制";
      setTimeout(function () {
        button.textContent = words;
      }, 1500);
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-menu]"));
    var asked = event.target.closest("[data-confirm]");
    if (asked && !confirm(asked.dataset.confirm)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.target.closest("[data-print]")) window.print();
    var copier = event.target.closest("[data-copy]");
    if (copier && navigator.clipboard) copy(copier);
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (location.hash === "#menu") {
      location.hash = "#main";
    }
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  document.querySelectorAll("[data-invalid]").forEach(function (group) {
    group.querySelectorAll("input").forEach(function (control) {
      control.setAttribute("aria-invalid", "true");
    });
  });
  var errors = document.querySelector("[data-errors]");
  if (errors) errors.focus();
})();
