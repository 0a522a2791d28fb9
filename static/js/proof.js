// data-proof="bits": while somebody writes, the browser does a little work that a flood of letters
// would have to do for each of them. It runs beside the page; without it the letter is read later.
(function () {
  "use strict";
  var LONGEST_WAIT = 8000;
  var address = document.currentScript.dataset.worker;
  var form = document.querySelector("form[data-proof]");
  if (!form || !window.Worker) return;
  var ready = false;
  var waiting = false;

  function finish(proof) {
    if (ready) return;
    ready = true;
    form.elements.proof.value = proof;
    if (waiting) form.requestSubmit();
  }

  var worker = new Worker(address);
  worker.onmessage = function (event) {
    finish(event.data);
    worker.terminate();
  };
  worker.onerror = function () {
    finish("");
  };
  worker.postMessage({ token: form.elements.token.value, bits: Number(form.dataset.proof) });

  form.addEventListener("submit", function (event) {
    if (ready) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    setTimeout(finish, LONGEST_WAIT, "");
  });
})();
