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

  // 1,234.5 -> 1234.5; "about USD 1.2bn" -> 1.2e9, so that amounts sort as amounts.
  function number(text) {
    var match = /^[^\d+\-\u2212]{0,20}([+\-\u2212]?)[^\d]{0,4}(\d[\d,]*(?:\.\d+)?)\s*(tn|trillion|bn|billion|m|million|k|thousand)?\b/i.exec(text);
    if (!match) { return null; }
    var word = (match[3] || "").toLowerCase();
    var scale = { tn: 1e12, trillion: 1e12, bn: 1e9, billion: 1e9, m: 1e6, million: 1e6, k: 1e3, thousand: 1e3 }[word] || 1;
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

  function element(name, words, kind) {
    var made = document.createElement(name);
    made.textContent = words || "";
    if (kind) { made.className = kind; }
    if (name === "button") { made.type = "button"; }
    return made;
  }

  var PAGE = 25, SEARCHED = 8, SORTED = 3;
  var shownTables = [];

  // One table: its rows in an order, those that hold the words, a page of those.
  function enhance(table, body) {
    var first = Array.prototype.slice.call(body.rows);
    var order = first, page = 0, every = first.length <= PAGE;
    var input = element("input"), count = element("span"), pages = element("span", "", "bb-pages");
    var back = element("button", "Previous"), next = element("button", "Next"), all = element("button", "All rows");

    function found() {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      return order.filter(function (row) {
        var text = row.textContent.toLowerCase();
        return words.every(function (word) { return text.indexOf(word) >= 0; });
      });
    }

    function show() {
      var rows = found(), size = every ? rows.length || 1 : PAGE;
      var last = Math.max(Math.ceil(rows.length / size) - 1, 0);
      page = Math.min(Math.max(page, 0), last);
      var from = page * size, shown = rows.slice(from, from + size);
      first.forEach(function (row) { row.hidden = true; });
      shown.forEach(function (row) { row.hidden = false; });
      var part = last ? (from + 1) + "\u2013" + (from + shown.length) + " of " : "";
      var whole = rows.length === first.length ? first.length + " rows" : rows.length + " of " + first.length + " rows";
      count.textContent = part + whole;
      back.disabled = page === 0;
      next.disabled = page === last;
      pages.hidden = first.length <= PAGE;
      back.hidden = next.hidden = every;
      all.textContent = every ? "In pages" : "All rows";
    }

    function sortable(head, column) {
      if (!head.textContent.trim() || head.colSpan > 1) { return; }
      var button = element("button");
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var way = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] || "ascending";
        Array.prototype.forEach.call(head.parentNode.cells, function (other) { other.removeAttribute("aria-sort"); });
        var numeric = head.classList.contains("num");
        order = first.slice();
        if (way !== "none") {
          head.setAttribute("aria-sort", way);
          var sign = way === "ascending" ? 1 : -1;
          order.sort(function (one, other) {
            var a = valueOf(one, column, numeric), b = valueOf(other, column, numeric);
            if (a === null || b === null) { return (a === null) - (b === null); }
            return sign * (numeric ? a - b : a.localeCompare(b, undefined, { numeric: true }));
          });
        }
        order.forEach(function (row) { body.appendChild(row); });
        page = 0;
        show();
      });
    }

    var heads = table.tHead ? table.tHead.rows[table.tHead.rows.length - 1].cells : [];
    Array.prototype.slice.call(heads).forEach(sortable);
    if (first.length > SEARCHED) {
      var bar = element("div", "", "bb-filter"), label = element("label", "Search the table ");
      input.type = "search";
      count.setAttribute("role", "status");
      label.appendChild(input);
      [back, next, all].forEach(function (button) { pages.appendChild(button); });
      [label, count, pages].forEach(function (part) { bar.appendChild(part); });
      input.addEventListener("input", function () { page = 0; show(); });
      back.addEventListener("click", function () { page -= 1; show(); });
      next.addEventListener("click", function () { page += 1; show(); });
      all.addEventListener("click", function () { every = !every; page = 0; show(); });
      var frame = table.parentNode;
      frame.parentNode.insertBefore(bar, frame);
      show();
    }

    shownTables.push({
      show: show,
      // On paper there is no button to turn the page.
      unfold: function () { found().forEach(function (row) { row.hidden = false; }); },
      reveal: function (row) {
        if (first.indexOf(row) < 0 || !row.hidden) { return; }
        if (found().indexOf(row) < 0) { input.value = ""; }
        page = Math.floor(found().indexOf(row) / PAGE);
        show();
      }
    });
  }

  document.querySelectorAll("table.briefbook:not(.answer)").forEach(function (table) {
    var body = table.tBodies[0];
    if (!body || table.tBodies.length > 1 || body.rows.length < SORTED) { return; }
    enhance(table, body);
  });

  // A link may lead to a row that stands on another page of its table.
  function follow(hash) {
    var target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    var row = target && target.closest("tbody tr");
    if (!row) { return; }
    shownTables.forEach(function (table) { table.reveal(row); });
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", function () { follow(location.hash); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link) { follow(link.hash); }
  });
  window.addEventListener("beforeprint", function () {
    shownTables.forEach(function (table) { table.unfold(); });
  });
  window.addEventListener("afterprint", function () {
    shownTables.forEach(function (table) { table.show(); });
  });
  follow(location.hash);
})();
