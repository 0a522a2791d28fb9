// Whoever writes that life is in danger sees at once whom to call; the form itself stays as it is.
(function () {
  "use strict";
  var box = document.querySelector("[data-crisis]");
  var words = box && box.dataset.crisis.split(" ");
  var area = document.querySelector("textarea[name=raw_text]");
  if (!box || !area) return;

  function look() {
    if (!box.hidden) return;
    box.hidden = !words.some(function (word) {
      return area.value.indexOf(word) >= 0;
    });
  }

  area.addEventListener("input", look);
  look();
})();
