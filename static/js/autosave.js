// data-autosave="address": a form that exists already on the server saves itself while it is
// written. The answer brings the version from which the next save starts, so that the person's
// own saving is never taken for somebody else's.
(function () {
  "use strict";
  var QUIET = 4000;

  function watch(form) {
    var note = form.querySelector("[data-autosave-note]");
    var timer = 0;
    var busy = false;
    var again = false;

    function say(words) {
      if (note && words) note.textContent = words;
    }

    function save() {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), credentials: "same-origin" })
        .then(function (answer) {
          return answer.ok ? answer.json() : {};
        })
        .then(function (found) {
          if (found.saved) form.elements.version.value = found.version;
          say(found.words || "");
        })
        .catch(function () {
          say("网络不通，已先存在这台设备上");
        })
        .then(function () {
          busy = false;
          if (again) {
            again = false;
            save();
          }
        });
    }

    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(save, QUIET);
    });
    form.addEventListener("submit", function () {
      clearTimeout(timer);
    });
  }

  document.querySelectorAll("form[data-autosave]").forEach(watch);
})();
