(function () {
  "use strict";
  document.documentElement.classList.add("bb-js");

  var toggle = document.getElementById("bb-code");
  var sources = document.querySelectorAll(".bb-source");
  if (toggle && sources.length) {
    toggle.hidden = false;
    toggle.addEventListener("click", function () {
      var show = toggle.getAttribute("aria-pressed") !== "true";
      toggle.setAttribute("aria-pressed", String(show));
      toggle.textContent = show ? "Hide code" : "Show code";
      sources.forEach(function (source) { source.open = show; });
    });
  }

  // 1,234.5 -> 1234.5; "$1.2 bn" -> 1.2e9, so that amounts sort as amounts.
  function number(text) {
    var match = /^[^\d+\-\u2212]{0,8}([+\-\u2212]?)[^\d]{0,4}(\d[\d,]*(?:\.\d+)?)\s*(bn|billion|m|million|k|thousand)?/i.exec(text);
    if (!match) { return null; }
    var scale = { b: 1e9, m: 1e6, k: 1e3, t: 1e3 }[(match[3] || "").charAt(0).toLowerCase()] || 1;
    var value = parseFloat(match[2].replace(/,/g, "")) * scale;
    return match[1] && match[1] !== "+" ? -value : value;
  }

  function valueOf(row, column, numeric) {
    var cell = row.cells[column];
    if (!cell) { return numeric ? null : ""; }
    var given = cell.getAttribute("data-value");
    var text = given === null ? cell.textContent.trim() : given;
    return numeric ? number(text) : text;
  }

  function sortable(table, body) {
    var heads = table.tHead ? table.tHead.rows[table.tHead.rows.length - 1].cells : [];
    var first = Array.prototype.slice.call(body.rows);
    Array.prototype.forEach.call(heads, function (head, column) {
      var label = head.textContent.trim();
      if (!label || head.colSpan > 1) { return; }
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var order = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] || "ascending";
        Array.prototype.forEach.call(heads, function (other) { other.removeAttribute("aria-sort"); });
        var numeric = head.classList.contains("num");
        var rows = first.slice();
        if (order !== "none") {
          head.setAttribute("aria-sort", order);
          var sign = order === "ascending" ? 1 : -1;
          rows.sort(function (one, other) {
            var a = valueOf(one, column, numeric), b = valueOf(other, column, numeric);
            if (a === null || b === null) { return (a === null) - (b === null); }
            return sign * (numeric ? a - b : a.localeCompare(b, undefined, { numeric: true }));
          });
        }
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
  }

  function searchable(table, body) {
    var total = body.rows.length;
    var bar = document.createElement("div");
    var label = document.createElement("label");
    var input = document.createElement("input");
    var count = document.createElement("span");
    bar.className = "bb-filter";
    label.textContent = "Search the table ";
    input.type = "search";
    count.setAttribute("role", "status");
    label.appendChild(input);
    bar.appendChild(label);
    bar.appendChild(count);
    function apply() {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      Array.prototype.forEach.call(body.rows, function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
        shown += row.hidden ? 0 : 1;
      });
      count.textContent = shown === total ? total + " rows" : shown + " of " + total + " rows";
    }
    input.addEventListener("input", apply);
    apply();
    var frame = table.parentNode;
    frame.parentNode.insertBefore(bar, frame);
  }

  document.querySelectorAll("table.briefbook:not(.answer)").forEach(function (table) {
    var body = table.tBodies[0];
    if (!body || table.tBodies.length > 1 || body.rows.length <= 10) { return; }
    sortable(table, body);
    searchable(table, body);
  });
})();
