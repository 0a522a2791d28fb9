// data-counter on a field with maxlength: how many characters are left, said when few are.
(function () {
  "use strict";

  function lineOf(control) {
    var next = control.nextElementSibling;
    if (next && next.matches(".counter")) return next;
    var line = document.createElement("div");
    line.className = "hint counter";
    control.after(line);
    return line;
  }

  function show(control) {
    var most = Number(control.getAttribute("maxlength"));
    if (!most) return;
    var left = most - control.value.length;
    var line = lineOf(control);
    line.textContent = control.value ? "已写" + control.value.length + "字，还可以写" + left + "字" : "最多" + most + "字";
    if (left <= 20) line.setAttribute("role", "status");
    else line.removeAttribute("role");
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-counter]")) show(event.target);
  });
  document.querySelectorAll("[data-counter]").forEach(show);
})();
