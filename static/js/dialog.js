// data-dialog="id" opens a dialog of the page; data-dialog-load fetches a form's page and shows
// its form in a dialog. Without script both are plain links.
(function () {
  "use strict";
  var opener = null;

  function open(dialog, from) {
    if (dialog.open) dialog.close();
    opener = from;
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("liaison:shown", { bubbles: true }));
    var first = dialog.querySelector(".body :is(input, select, textarea):not([type=hidden])");
    if (first) first.focus();
  }

  function shell() {
    var dialog = document.getElementById("loaded-dialog");
    if (dialog) return dialog;
    dialog = document.createElement("dialog");
    dialog.className = "dialog";
    dialog.id = "loaded-dialog";
    dialog.setAttribute("aria-labelledby", "loaded-dialog-title");
    dialog.innerHTML =
      '<header><h2 id="loaded-dialog-title"></h2><button type="button" data-close aria-label="关上">✕</button></header><div class="body"></div>';
    document.body.append(dialog);
    return dialog;
  }

  function place(link, answer, text) {
    var page = new DOMParser().parseFromString(text, "text/html");
    var part = page.querySelector("[data-dialog-content]") || page.querySelector("#main form");
    if (!part) throw new Error("no form");
    var dialog = shell();
    var heading = page.querySelector("#main h1");
    dialog.querySelector("h2").textContent = heading ? heading.textContent.trim() : link.textContent.trim();
    dialog.classList.toggle("wide", part.hasAttribute("data-wide"));
    var forms = part.matches("form") ? [part] : part.querySelectorAll("form");
    Array.from(forms).forEach(function (form) {
      if (!form.getAttribute("action")) form.setAttribute("action", answer.url);
    });
    var repeated = part.querySelector(".page-head");
    if (repeated) repeated.remove();
    dialog.querySelector(".body").replaceChildren(document.importNode(part, true));
    if (window.htmx) window.htmx.process(dialog);
    open(dialog, link);
  }

  function load(link) {
    fetch(link.href, { credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok || answer.url.indexOf("/sign-in/") >= 0) throw new Error("not here");
        return answer.text().then(function (text) {
          place(link, answer, text);
        });
      })
      .catch(function () {
        location.assign(link.href);
      });
  }

  document.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    var link = event.target.closest("[data-dialog], [data-dialog-load]");
    if (link) {
      var dialog = link.dataset.dialog && document.getElementById(link.dataset.dialog);
      if (dialog && dialog.showModal) {
        event.preventDefault();
        open(dialog, link);
      } else if (link.hasAttribute("data-dialog-load") && window.HTMLDialogElement) {
        event.preventDefault();
        load(link);
      }
      return;
    }
    var closer = event.target.closest("[data-close]");
    var inside = closer && closer.closest("dialog");
    if (inside) {
      event.preventDefault();
      inside.close();
    }
  });

  document.addEventListener(
    "close",
    function (event) {
      if (event.target.matches("dialog") && opener) opener.focus();
    },
    true
  );
  document.querySelectorAll("dialog[data-plain]").forEach(function (dialog) {
    var wrong = dialog.querySelector("[aria-invalid=true], [role=alert]");
    dialog.removeAttribute("open");
    if (wrong) open(dialog, null);
  });
})();
