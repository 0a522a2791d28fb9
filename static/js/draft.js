// data-draft="key": what is typed into a form is kept in this browser until it has been saved.
// It outlives a crash, an expired session (through signing in again) and an error page. It is
// kept per person, for seven days, and goes when the person signs out.
(function () {
  "use strict";
  var PREFIX = "liaison:draft:";
  var SENT = "liaison:sent";
  var DAYS = 7;
  var filling = false;
  var owner = document.body.dataset.owner || "";

  function store(kind, work) {
    try {
      return work(kind === "tab" ? sessionStorage : localStorage);
    } catch (_) {
      return null;
    }
  }

  function read(name) {
    return store("all", function (box) {
      var draft = JSON.parse(box.getItem(name) || "null");
      if (draft && Date.now() - draft.at > DAYS * 864e5) {
        box.removeItem(name);
        return null;
      }
      return draft;
    });
  }

  function forget(name) {
    store("all", function (box) {
      box.removeItem(name);
    });
  }

  function mine() {
    return (
      store("all", function (box) {
        return Object.keys(box).filter(function (name) {
          return name.indexOf(PREFIX + owner + ":") === 0;
        });
      }) || []
    );
  }

  function nameOf(form) {
    return PREFIX + owner + ":" + form.dataset.draft;
  }

  function kept(control) {
    var skipped = ["csrfmiddlewaretoken", "idempotency_key", "version"];
    return (
      control.name &&
      !control.matches("[type=password], [type=file], [type=submit], [type=button], button, fieldset") &&
      !control.closest("[data-no-draft]") &&
      skipped.indexOf(control.name) < 0
    );
  }

  function values(form) {
    var found = {};
    Array.from(form.elements).filter(kept).forEach(function (control) {
      var list = (found[control.name] = found[control.name] || []);
      if (control.matches("[type=checkbox], [type=radio]")) {
        if (control.checked) list.push(control.value);
      } else if (control.multiple && control.options) {
        Array.from(control.selectedOptions).forEach(function (option) {
          list.push(option.value);
        });
      } else {
        list.push(control.value);
      }
    });
    return found;
  }

  function versionOf(form) {
    return form.elements.version ? form.elements.version.value : "";
  }

  function save(form) {
    store("all", function (box) {
      box.setItem(nameOf(form), JSON.stringify({ at: Date.now(), version: versionOf(form), values: values(form) }));
    });
  }

  function growTo(form, found) {
    Object.keys(found).forEach(function (name) {
      if (!/-TOTAL_FORMS$/.test(name)) return;
      var total = form.elements[name];
      var adder = form.querySelector('[data-repeat="' + name.replace("-TOTAL_FORMS", "") + '"] [data-repeat-add]');
      for (var i = 0; i < 30 && adder && total && Number(total.value) < Number(found[name][0]); i++) adder.click();
    });
  }

  function fill(form, found) {
    filling = true;
    growTo(form, found);
    var used = {};
    Array.from(form.elements).filter(kept).forEach(function (control) {
      var list = found[control.name];
      if (!list || /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(control.name)) return;
      if (control.matches("[type=checkbox], [type=radio]")) {
        control.checked = list.indexOf(control.value) >= 0;
      } else if (control.multiple && control.options) {
        Array.from(control.options).forEach(function (option) {
          option.selected = list.indexOf(option.value) >= 0;
        });
      } else {
        var at = used[control.name] || 0;
        used[control.name] = at + 1;
        if (list[at] !== undefined) control.value = list[at];
      }
      control.dispatchEvent(new Event("input", { bubbles: true }));
    });
    filling = false;
  }

  function line(form, words, label, deed) {
    var old = form.querySelector(".draft-line");
    if (old) old.remove();
    var box = document.createElement("div");
    box.className = "draft-line";
    box.setAttribute("role", "status");
    box.append(words);
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", function () {
      box.remove();
      deed();
    });
    box.append(button);
    form.prepend(box);
  }

  function hasErrors(form) {
    return form.querySelector("[aria-invalid=true], .errorlist, [role=alert]");
  }

  function offer(form) {
    var draft = read(nameOf(form));
    var before = values(form);
    if (!draft || hasErrors(form) || JSON.stringify(draft.values) === JSON.stringify(before)) return;
    if (draft.version === versionOf(form)) {
      fill(form, draft.values);
      line(form, "您上次没保存的内容已经放回来了。", "不要了，重新填", function () {
        forget(nameOf(form));
        fill(form, before);
        forget(nameOf(form));
      });
    } else {
      line(form, "这里后来有人改过。您上次没保存的内容还在。", "放进来看看", function () {
        fill(form, draft.values);
      });
    }
  }

  function bind(form) {
    if (form.dataset.draftBound) return;
    form.dataset.draftBound = "1";
    offer(form);
    var timer = 0;
    function later() {
      if (filling) return;
      clearTimeout(timer);
      timer = setTimeout(save, 300, form);
    }
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", function (event) {
      clearTimeout(timer);
      if (event.defaultPrevented) return;
      save(form);
      store("tab", function (box) {
        box.setItem(SENT, nameOf(form));
      });
    });
  }

  // A form sent in this tab was saved when the server answered with another address and
  // did not stop at the door or at an error.
  function settle() {
    var name = store("tab", function (box) {
      var sent = box.getItem(SENT);
      box.removeItem(SENT);
      return sent;
    });
    if (!name || document.querySelector("[data-draft-keep]")) return;
    var arrived = performance.getEntriesByType("navigation")[0];
    var form = Array.from(document.querySelectorAll("form[data-draft]")).find(function (one) {
      return nameOf(one) === name;
    });
    if (form && hasErrors(form)) return;
    if (arrived && arrived.type === "navigate" && arrived.redirectCount > 0) forget(name);
  }

  function start(root) {
    root.querySelectorAll("[data-draft-clear]").forEach(function (mark) {
      forget(PREFIX + owner + ":" + mark.dataset.draftClear);
    });
    root.querySelectorAll("form[data-draft]").forEach(bind);
  }

  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-sign-out]") || !mine().length) return;
    if (confirm("有写了没保存的内容，退出后会从这台电脑上清掉。要退出吗？")) mine().forEach(forget);
    else event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    start(event.detail.elt);
  });
  document.addEventListener("liaison:shown", function (event) {
    start(event.target);
  });
  settle();
  start(document);
})();
