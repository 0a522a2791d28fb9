// data-photo="6" on a file field: shows the chosen photos, lets one be left out, says when too many.
(function () {
  "use strict";

  function size(bytes) {
    return bytes > 1048576 ? (bytes / 1048576).toFixed(1) + "MB" : Math.max(1, Math.round(bytes / 1024)) + "KB";
  }

  function draw(file, item) {
    var plain = document.createElement("span");
    plain.className = "file";
    plain.textContent = "照片";
    item.prepend(plain);
    if (!window.createImageBitmap) return;
    createImageBitmap(file)
      .then(function (picture) {
        var side = Math.min(picture.width, picture.height);
        var canvas = document.createElement("canvas");
        canvas.width = canvas.height = 168;
        canvas
          .getContext("2d")
          .drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 168, 168);
        plain.replaceWith(canvas);
      })
      .catch(function () {
        // A kind of photo that this browser cannot draw; the server can.
      });
  }

  function without(input, index) {
    var rest = new DataTransfer();
    Array.from(input.files).forEach(function (file, at) {
      if (at !== index) rest.items.add(file);
    });
    input.files = rest.files;
    show(input);
  }

  function show(input) {
    var next = input.nextElementSibling;
    if (next && next.matches(".photos")) next.remove();
    var list = document.createElement("ul");
    list.className = "photos";
    list.setAttribute("aria-live", "polite");
    Array.from(input.files).forEach(function (file, index) {
      var item = document.createElement("li");
      var words = document.createElement("small");
      words.textContent = size(file.size);
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = "✕";
      button.setAttribute("aria-label", "不传" + file.name);
      button.addEventListener("click", function () {
        without(input, index);
      });
      item.append(words, button);
      draw(file, item);
      list.append(item);
    });
    input.after(list);
    var most = Number(input.dataset.photo || 6);
    input.setCustomValidity(input.files.length > most ? "最多" + most + "张，请去掉几张。" : "");
    if (input.files.length > most) input.reportValidity();
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches("input[type=file][data-photo]")) show(event.target);
  });
})();
