// Large text is a switch that is remembered. Loaded before the page is drawn, so that nothing jumps.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function remembered() {
    return /(?:^|; )large=1(?:;|$)/.test(document.cookie);
  }

  function remember(on) {
    document.cookie = "large=" + (on ? "1" : "0") + "; path=/; max-age=31536000; samesite=lax";
  }

  function show(on) {
    root.classList.toggle("large", on);
    document.querySelectorAll("[data-large]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(on));
    });
  }

  root.classList.toggle("large", remembered());
  document.addEventListener("DOMContentLoaded", function () {
    show(remembered());
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-large]")) return;
    var on = !root.classList.contains("large");
    remember(on);
    show(on);
  });
})();
