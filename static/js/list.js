// data-list around a table: arrows move, space selects, Enter opens; the bar counts the chosen.
(function () {
  "use strict";

  function rowsOf(list) {
    return Array.from(list.querySelectorAll("tbody tr"));
  }

  function boxOf(row) {
    return row.querySelector("input[type=checkbox][name=ids]");
  }

  function focusRow(list, row) {
    rowsOf(list).forEach(function (one) {
      one.tabIndex = one === row ? 0 : -1;
    });
    row.focus();
  }

  function count(list) {
    var boxes = rowsOf(list).map(boxOf).filter(Boolean);
    var chosen = boxes.filter(function (box) {
      return box.checked;
    }).length;
    var all = list.querySelector("[data-select-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    var bar = list.querySelector("[data-bulk]");
    if (!bar) return;
    bar.hidden = chosen === 0;
    bar.querySelector("[data-bulk-count]").textContent = chosen;
  }

  function onKey(list, event) {
    var row = event.target.closest("tbody tr");
    if (!row || event.target !== row) return;
    var rows = rowsOf(list);
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      var next = rows[rows.indexOf(row) + step];
      if (next) focusRow(list, next);
    } else if (event.key === " " && boxOf(row)) {
      event.preventDefault();
      boxOf(row).click();
    } else if (event.key === "Enter" && row.dataset.href) {
      event.preventDefault();
      location.assign(row.dataset.href);
    }
  }

  function onClick(event) {
    var row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select, summary, dialog")) return;
    if (event.target.closest(".ck")) {
      if (boxOf(row)) boxOf(row).click();
      return;
    }
    if (String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.assign(row.dataset.href);
  }

  function onChange(list, event) {
    if (event.target.matches("[data-select-all]")) {
      rowsOf(list).map(boxOf).filter(Boolean).forEach(function (box) {
        box.checked = event.target.checked;
      });
    }
    count(list);
  }

  function bind(list) {
    if (list.dataset.listBound) return;
    list.dataset.listBound = "1";
    rowsOf(list).forEach(function (row, index) {
      row.tabIndex = index ? -1 : 0;
    });
    list.addEventListener("keydown", onKey.bind(null, list));
    list.addEventListener("click", onClick);
    list.addEventListener("change", onChange.bind(null, list));
    count(list);
  }

  function start() {
    document.querySelectorAll("[data-list]").forEach(bind);
  }

  document.addEventListener("keydown", function (event) {
    if (event.target !== document.body || event.key !== "ArrowDown" || event.altKey) return;
    var list = document.querySelector("[data-list]");
    var first = list && rowsOf(list)[0];
    if (!first) return;
    event.preventDefault();
    focusRow(list, first);
  });
  document.addEventListener("htmx:afterSettle", start);
  start();
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("[data-list]").forEach(count);
  });
})();
