// data-once: a second click on a form that is on its way does nothing.
(function () {
  "use strict";

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[data-said]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
      button.innerHTML = button.dataset.said;
      delete button.dataset.said;
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    var button = event.submitter || form.querySelector(".btn.primary");
    if (!button) return;
    // Wait for the form's data to be read, or the pressed button's own value would be lost.
    setTimeout(function () {
      button.dataset.said = button.innerHTML;
      button.textContent = button.dataset.busy || "正在保存…";
      button.setAttribute("aria-disabled", "true");
    }, 0);
  });

  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest("form[data-sent]");
    if (form) release(form);
  });
})();
