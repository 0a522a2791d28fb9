// data-repeat="prefix": one more form of a Django formset, copied from its template element.
(function () {
  "use strict";

  function number(box) {
    box.querySelectorAll("[data-repeat-number]").forEach(function (mark, index) {
      mark.textContent = index + 1;
    });
  }

  function add(box) {
    var total = box.querySelector('[name="' + box.dataset.repeat + '-TOTAL_FORMS"]');
    var index = Number(total.value);
    var most = Number(box.dataset.repeatMax || 20);
    if (index >= most) return;
    var holder = document.createElement("div");
    holder.innerHTML = box.querySelector("template").innerHTML.replace(/__prefix__/g, index);
    var added = Array.from(holder.children);
    box.querySelector("[data-repeat-items]").append.apply(box.querySelector("[data-repeat-items]"), added);
    total.value = index + 1;
    number(box);
    if (window.htmx) added.forEach(window.htmx.process);
    added.forEach(function (item) {
      item.dispatchEvent(new CustomEvent("liaison:shown", { bubbles: true }));
    });
    var first = added[0] && added[0].querySelector("input:not([type=hidden]), textarea, select");
    if (first) first.focus();
  }

  function remove(button) {
    var item = button.closest("[data-repeat-item]");
    var box = button.closest("[data-repeat]");
    var mark = item.querySelector('[name$="-DELETE"]');
    if (mark) mark.checked = true;
    else
      item.querySelectorAll("input:not([type=hidden]), textarea").forEach(function (control) {
        control.value = "";
      });
    item.hidden = true;
    item.querySelectorAll("[required]").forEach(function (control) {
      control.required = false;
    });
    box.querySelector("[data-repeat-add]").focus();
  }

  document.addEventListener("click", function (event) {
    var adder = event.target.closest("[data-repeat-add]");
    if (adder) add(adder.closest("[data-repeat]"));
    var remover = event.target.closest("[data-repeat-remove]");
    if (remover) remove(remover);
  });
  document.querySelectorAll("[data-repeat]").forEach(number);
})();
