// The table of an assignment meeting by keyboard: a few letters or initials complete a unit, Enter
// saves the line and goes to the next, arrows change lines. A line is saved as soon as it is left;
// what could not be saved stays in its boxes and is tried again. Without script each line is a
// plain form with its own button.
(function () {
  "use strict";
  var plan = document.querySelector("[data-plan]");
  var source = document.getElementById("plan-units");
  if (!plan || !source) return;
  plan.classList.add("plan-by-keys");
  var units = Array.from(source.options).map(function (option) {
    return { name: option.value, find: option.dataset.find || option.value };
  });
  plan.querySelectorAll("[data-plan-units]").forEach(function (box) {
    box.removeAttribute("list");
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-autocomplete", "list");
  });

  /* Lines */
  function lines() {
    return Array.from(plan.querySelectorAll("[data-plan-row]"));
  }

  function lineOf(node) {
    return node.closest("[data-plan-row]");
  }

  function formOf(line) {
    return document.getElementById("row-" + line.dataset.planRow);
  }

  function written(line) {
    return ["main", "co", "due_on", "note"]
      .map(function (name) {
        return formOf(line).elements[name].value.trim();
      })
      .join("\n");
  }

  function go(line, step, name) {
    var all = lines();
    var next = all[all.indexOf(line) + step];
    if (!next) return;
    var box = formOf(next).elements[name] || formOf(next).elements.main;
    box.focus();
    box.select();
  }

  lines().forEach(function (line) {
    line.saved = line.querySelector(".plan-bad[role=alert]") ? null : written(line);
  });

  /* Saving */
  function say(line, words) {
    line.querySelector("[data-plan-state]").textContent = words;
  }

  function count() {
    var all = lines();
    var set = all.filter(function (line) {
      return line.saved !== null && formOf(line).elements.main.value.trim();
    }).length;
    var bare = all.length - set;
    plan.querySelector("[data-plan-sums]").textContent =
      all.length + "件，已定" + set + "件" + (bare ? "，还差" + bare + "件" : "");
  }

  function took(line, sent, answer, text) {
    var holder = document.createElement("div");
    holder.innerHTML = text;
    var found = holder.querySelector("[data-plan-answer]");
    if (!found || answer.redirected) {
      line.saved = null;
      say(line, "没有存上，可能登录已过期。请另开一页登录，再回这里按回车。");
      return;
    }
    line.querySelector("[data-plan-state]").replaceChildren(found);
    var form = formOf(line);
    if (answer.ok) {
      form.elements.version.value = found.dataset.version;
      if (written(line) === sent) {
        form.elements.main.value = found.dataset.main;
        form.elements.co.value = found.dataset.co;
        sent = written(line);
      }
      line.saved = sent;
    } else {
      line.saved = null;
      line.refused = sent;
      line.newer = answer.status === 409 ? found.dataset.version : "";
    }
    ["main", "co"].forEach(function (name) {
      form.elements[name].removeAttribute("aria-invalid");
    });
  }

  function save(line, again) {
    var sent = written(line);
    if (line.saved === sent || (!again && line.refused === sent)) return;
    if (line.busy) {
      line.waiting = true;
      return;
    }
    line.busy = true;
    line.refused = null;
    say(line, "正在保存…");
    var form = formOf(line);
    fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "plan" },
      credentials: "same-origin",
    })
      .then(function (answer) {
        return answer.text().then(function (text) {
          took(line, sent, answer, text);
        });
      })
      .catch(function () {
        line.saved = null;
        line.offline = true;
        say(line, "没有存上，连上网以后会再存一次。");
      })
      .then(function () {
        line.busy = false;
        count();
        if (line.waiting) {
          line.waiting = false;
          save(line);
        }
      });
  }

  function unsaved() {
    return lines().filter(function (line) {
      return line.busy || line.saved !== written(line);
    });
  }

  window.addEventListener("online", function () {
    lines().forEach(function (line) {
      if (line.offline) {
        line.offline = false;
        save(line, true);
      }
    });
  });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved().length) event.preventDefault();
  });

  /* The completing list */
  var list = document.createElement("ul");
  list.className = "plan-list";
  list.id = "plan-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "承办单位");
  var open = null;
  var shown = [];
  var active = -1;

  function parts(box) {
    return box.value.split(/[\s、，,;；]+/);
  }

  function hide() {
    if (!open) return;
    open.setAttribute("aria-expanded", "false");
    open.removeAttribute("aria-activedescendant");
    list.remove();
    open = null;
    active = -1;
  }

  function mark(index) {
    active = index;
    Array.from(list.children).forEach(function (item, place) {
      item.setAttribute("aria-selected", place === index ? "true" : "false");
      if (place === index) {
        open.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
  }

  /* 住建局 is 住房和城乡建设局: its characters in their order. */
  function inOrder(wanted, name) {
    if (/^[\x00-\x7f]*$/.test(wanted)) return false;
    var from = 0;
    return Array.from(wanted).every(function (character) {
      from = name.indexOf(character, from) + 1;
      return from > 0;
    });
  }

  function fits(unit, wanted) {
    return unit.find.indexOf(wanted) >= 0 || inOrder(wanted, unit.find.split(" ")[0]);
  }

  function rank(unit, wanted) {
    if (unit.name.indexOf(wanted) === 0) return 0;
    var words = unit.find.split(" ");
    if (words.indexOf(wanted) >= 0) return 1;
    return words.some(function (word) {
      return word.indexOf(wanted) === 0;
    })
      ? 2
      : 3;
  }

  function show(box) {
    var wanted = (parts(box).pop() || "").toLowerCase();
    var known = units.some(function (unit) {
      return unit.name === wanted;
    });
    var taken = parts(box).slice(0, -1);
    shown = units
      .filter(function (unit) {
        return wanted && fits(unit, wanted) && taken.indexOf(unit.name) < 0;
      })
      .sort(function (one, other) {
        return rank(one, wanted) - rank(other, wanted);
      })
      .slice(0, 8);
    if (!shown.length || known) {
      hide();
      return;
    }
    if (open !== box) hide();
    open = box;
    list.replaceChildren.apply(
      list,
      shown.map(function (unit, index) {
        var item = document.createElement("li");
        item.id = "plan-option-" + index;
        item.setAttribute("role", "option");
        item.textContent = unit.name;
        return item;
      })
    );
    box.parentElement.append(list);
    box.setAttribute("aria-expanded", "true");
    box.setAttribute("aria-controls", "plan-list");
    mark(0);
  }

  function pick(index) {
    var box = open;
    var before = parts(box).slice(0, -1).filter(Boolean);
    before.push(shown[index].name);
    box.value = before.join("、");
    hide();
  }

  list.addEventListener("mousedown", function (event) {
    var item = event.target.closest("li");
    if (!item) return;
    event.preventDefault();
    pick(Array.from(list.children).indexOf(item));
  });

  plan.addEventListener("input", function (event) {
    if (event.target.matches("[data-plan-units]")) show(event.target);
  });

  /* Keys */
  function inList(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      var step = event.key === "ArrowDown" ? 1 : -1;
      mark((active + step + shown.length) % shown.length);
    } else if (event.key === "Enter" || (event.key === "Tab" && active >= 0)) {
      var many = open.hasAttribute("data-plan-many");
      pick(active);
      if (event.key === "Tab") return;
      if (many) {
        event.preventDefault();
        return;
      }
      leave(event);
      return;
    } else if (event.key === "Escape") {
      hide();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function leave(event) {
    event.preventDefault();
    var line = lineOf(event.target);
    save(line, true);
    go(line, 1, event.target.name);
  }

  plan.addEventListener("keydown", function (event) {
    var box = event.target;
    if (!box.matches("input[name=main], input[name=co], input[name=note]")) return;
    if (event.isComposing) return;
    if (open === box) {
      inList(event);
      return;
    }
    if (event.key === "Enter") leave(event);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      go(lineOf(box), event.key === "ArrowDown" ? 1 : -1, box.name);
    }
  });

  plan.addEventListener("focusin", function (event) {
    var here = lineOf(event.target);
    lines().forEach(function (line) {
      line.classList.toggle("is-on", line === here);
    });
  });
  plan.addEventListener("focusout", function (event) {
    if (open === event.target) hide();
    var line = lineOf(event.target);
    if (line && (!event.relatedTarget || lineOf(event.relatedTarget) !== line)) save(line);
  });
  plan.addEventListener("change", function (event) {
    if (event.target.matches("input[type=date]")) save(lineOf(event.target));
  });

  /* A hint is taken over by a click; after somebody else's change the person decides. */
  plan.addEventListener("click", function (event) {
    var take = event.target.closest("[data-plan-take]");
    var mine = event.target.closest("[data-plan-mine]");
    var theirs = event.target.closest("[data-plan-theirs]");
    if (!take && !mine && !theirs) return;
    event.preventDefault();
    var line = lineOf(event.target);
    var form = formOf(line);
    if (take) {
      form.elements.main.value = take.value;
      save(line, true);
      form.elements.main.focus();
    } else {
      form.elements.version.value = line.newer || form.elements.version.value;
      if (theirs) {
        form.elements.main.value = theirs.dataset.main;
        form.elements.co.value = theirs.dataset.co;
      }
      line.refused = null;
      save(line, true);
    }
  });

  plan.addEventListener("submit", function (event) {
    var line = event.target.id.indexOf("row-") === 0 && lineOf(event.target);
    if (!line) return;
    event.preventDefault();
    save(line, true);
  });
})();
