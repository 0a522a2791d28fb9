// Photos on a public form are made small before they are sent: a village line carries 200 kB, not 8 MB.
// What this browser cannot draw (HEIC on many) goes as it is; the server converts it.
(function () {
  "use strict";
  var LONGEST = 1600;
  var SMALL = 400 * 1024;
  var at_work = 0;

  function drawn(picture) {
    var scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    var canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    var pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise(function (done) {
      canvas.toBlob(done, "image/jpeg", 0.8);
    });
  }

  function smaller(file, number) {
    if (file.size <= SMALL || file.type.indexOf("image/") !== 0) return Promise.resolve(file);
    return createImageBitmap(file, { imageOrientation: "from-image" })
      .then(drawn)
      .then(function (blob) {
        if (!blob || blob.size >= file.size) return file;
        return new File([blob], "照片" + number + ".jpg", { type: "image/jpeg" });
      })
      .catch(function () {
        return file;
      });
  }

  function shrink(input) {
    var one_by_one = Promise.resolve();
    var kept = new DataTransfer();
    Array.from(input.files).forEach(function (file, index) {
      one_by_one = one_by_one
        .then(function () {
          return smaller(file, index + 1);
        })
        .then(function (small) {
          kept.items.add(small);
        });
    });
    return one_by_one.then(function () {
      input.files = kept.files;
    });
  }

  document.addEventListener(
    "change",
    function (event) {
      var input = event.target;
      if (!input.matches("input[type=file][data-photo]") || input.dataset.small) return;
      if (!window.createImageBitmap || !window.DataTransfer || !input.files.length) return;
      event.stopImmediatePropagation();
      at_work += 1;
      shrink(input).then(function () {
        at_work -= 1;
        input.dataset.small = "1";
        input.dispatchEvent(new Event("change", { bubbles: true }));
        delete input.dataset.small;
      });
    },
    true
  );

  document.addEventListener(
    "submit",
    function (event) {
      if (!at_work) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      var form = event.target;
      setTimeout(function () {
        form.requestSubmit();
      }, 300);
    },
    true
  );
})();
