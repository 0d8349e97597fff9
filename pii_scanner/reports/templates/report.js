"use strict";
// Rows are made in chunks: 5,000 columns at once would freeze the page for seconds.
(function () {
  const CHUNK = 100;
  const data = JSON.parse(document.getElementById("data").textContent);
  const texts = data.texts;
  const whole = new Intl.NumberFormat(data.language);
  const collator = new Intl.Collator(data.language, { numeric: true, sensitivity: "base" });
  const byId = (id) => document.getElementById(id);
  const body = byId("rows");
  const more = byId("more");

  const columns = data.columns.map((column, index) => {
    const held = column.entity_types.filter((finding) => !finding.rejected);
    const kinds = held.map((finding) => finding.entity_type);
    const labels = kinds.map((kind) => data.entities[kind]);
    const all = column.entity_types.map((finding) => [finding.entity_type, data.entities[finding.entity_type], finding.said || ""]);
    const classes = Object.keys(column.classes).filter((name) => column.classes[name]);
    return {
      column, index, kinds, classes,
      text: [column.source, column.table, column.column, column.data_type].concat(...all, column.level_said || "", column.not_excluded ? texts.not_excluded : "").join("\n").toLowerCase(),
      keys: {
        column: column.column,
        table: column.table + "\n" + column.source,
        sensitivity: column.sensitivity,
        entity: labels.join("\n"),
        ratio: held.reduce((most, finding) => Math.max(most, finding.match_ratio || 0), -1),
        classes: classes.map((name) => data.frameworks[name] + " " + column.classes[name]).join("\n"),
      },
    };
  });
  let order = { key: "sensitivity", down: true };
  let shown = [];
  let made = 0;

  // Text is only ever set as text, so that a column named like an element stays a name.
  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function add(parent) {
    for (let i = 1; i < arguments.length; i++) parent.appendChild(arguments[i]);
    return parent;
  }

  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, (field, name) => (name in values ? values[name] : field));
  }

  function count(value) {
    return value === null || value === undefined ? "–" : whole.format(value);
  }

  function percent(ratio) {
    if (ratio === null || ratio === undefined) return "–";
    if (ratio > 0 && ratio < 0.001) return "<0.1%";
    if (ratio > 0.999 && ratio < 1) return ">99.9%";
    return String(Math.round(ratio * 1000) / 10) + "%";
  }

  function kindCell(finding) {
    const cell = make("span", finding.rejected ? "kind rejected" : "kind");
    add(cell, make(finding.rejected ? "s" : "span", "", data.entities[finding.entity_type]));
    if (data.entities[finding.entity_type] !== finding.entity_type) {
      add(cell, make("span", "code", finding.entity_type));
    }
    return finding.said ? add(cell, mark(finding)) : cell;
  }

  function mark(finding) {
    return titled(make("span", finding.rejected ? "decided one-line" : "decided good one-line", finding.by), finding.said);
  }

  function row(item) {
    const column = item.column;
    const line = make("tr", "row");
    const open = make("button", "open", column.column);
    open.type = "button";
    open.setAttribute("aria-expanded", "false");
    open.setAttribute("aria-label", fill(texts.details, { column: column.column }));
    open.addEventListener("click", () => toggle(line, open, item));
    const source = make("span", "under one-line", column.source);
    source.title = column.source;
    const level = make("span", "level s" + column.sensitivity, String(column.sensitivity));
    level.setAttribute("aria-label", fill(texts.sensitivity, { level: column.sensitivity }));
    const kinds = make("td");
    const ratios = make("td", "number");
    column.entity_types.forEach((finding) => {
      add(kinds, kindCell(finding));
      const ratio = make("span", finding.rejected ? "kind rejected" : "kind", percent(finding.match_ratio));
      if (data.entities[finding.entity_type] !== finding.entity_type) add(ratio, make("span", "code", "\u00a0"));
      if (finding.said) add(ratio, make("span", "decided", "\u00a0"));
      add(ratios, ratio);
    });
    if (column.not_excluded) add(kinds, make("span", "kind decided", texts.not_excluded));
    const classes = make("td");
    item.classes.forEach((name) => {
      const value = column.classes[name];
      add(classes, add(make("span", "class"), make("span", "", data.frameworks[name] + " "), make("b", "", data.classes[value])));
    });
    const samples = make("td");
    (column.masked_samples || []).forEach((sample) => add(samples, make("span", "sample code", sample)));
    return add(
      line,
      add(make("td"), open, make("span", "under", column.data_type)),
      add(make("td", "break", column.table), source),
      add(make("td"), level, titled(make("span", "decided good one-line", column.level_by || ""), column.level_said || "")),
      kinds, ratios, classes, samples
    );
  }

  function titled(element, title) {
    element.title = title;
    return element;
  }

  function toggle(line, open, item) {
    const expanded = open.getAttribute("aria-expanded") === "true";
    open.setAttribute("aria-expanded", String(!expanded));
    if (expanded) line.nextSibling.remove();
    else line.after(details(item));
  }

  function facts(pairs) {
    const list = make("dl", "facts");
    pairs.forEach((pair) => add(list, add(make("div"), make("dt", "", pair[0]), make("dd", "", pair[1]))));
    return list;
  }

  function details(item) {
    const column = item.column;
    const cell = make("td");
    cell.colSpan = 7;
    const distinct = count(column.distinct);
    add(cell, facts([
      [texts.source, column.source],
      [texts.data_type, column.data_type],
      [texts.rows, count(column.rows)],
      [texts.nulls, count(column.nulls)],
      [texts.distinct, column.distinct_exact === false ? fill(texts.about, { count: distinct }) : distinct],
    ].concat(column.level_said ? [[texts.level, column.level_said]] : [])));
    add(cell, column.entity_types.length ? evidence(column) : make("p", "muted", texts.nothing));
    if (column.notes && column.notes.length) {
      add(cell, make("h3", "notes-title", texts.notes), listOf(column.notes, "notes"));
    }
    return add(make("tr", "details"), cell);
  }

  function evidence(column) {
    const head = make("tr");
    const decided = column.entity_types.some((finding) => finding.said);
    const names = ["entity_type", "kind", "matches", "ratio", "confidence", "evidence"];
    (decided ? names.concat("decision") : names).forEach((name, index) => {
      const heading = make("th", index > 1 && index < 5 ? "number" : "", texts[name]);
      heading.scope = "col";
      add(head, heading);
    });
    const lines = make("tbody");
    column.entity_types.forEach((finding) => {
      const line = add(
        make("tr", finding.rejected ? "rejected" : ""),
        add(make("td"), kindCell(finding)),
        make("td", "", finding.kind === "text" ? texts.kind_text : texts.kind_column),
        make("td", "number", count(finding.matches)),
        make("td", "number", percent(finding.match_ratio)),
        make("td", "number", percent(finding.confidence)),
        add(make("td", "break"), listOf(finding.evidence || [], ""))
      );
      add(lines, decided ? add(line, make("td", "break", finding.said || "")) : line);
    });
    return add(make("table", "evidence"), add(make("thead"), head), lines);
  }

  function listOf(sentences, className) {
    const list = make("ul", className);
    sentences.forEach((sentence) => add(list, make("li", "", sentence)));
    return list;
  }

  function makeRows(limit) {
    const end = Math.min(shown.length, made + limit);
    const rows = document.createDocumentFragment();
    for (; made < end; made++) add(rows, row(shown[made]));
    add(body, rows);
    more.hidden = made >= shown.length;
    byId("count").textContent = fill(texts.shown, { shown: whole.format(shown.length), total: whole.format(columns.length) });
  }

  function refresh() {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const level = Number(byId("level").value);
    const entity = byId("entity").value;
    const found = byId("found").checked;
    shown = columns.filter((item) =>
      item.column.sensitivity >= level &&
      (!entity || item.kinds.indexOf(entity) >= 0) &&
      (!found || item.kinds.length > 0 || item.column.not_excluded) &&
      words.every((word) => item.text.indexOf(word) >= 0));
    const sign = order.down ? -1 : 1;
    shown.sort((a, b) => {
      const left = a.keys[order.key];
      const right = b.keys[order.key];
      const difference = typeof left === "number" ? left - right : collator.compare(left, right);
      return sign * difference || a.index - b.index;
    });
    body.textContent = "";
    made = 0;
    makeRows(CHUNK);
    if (!shown.length) {
      const cell = make("td", "empty", texts.none);
      cell.colSpan = 7;
      add(body, add(make("tr"), cell));
    }
  }

  let waiting = 0;
  function refreshSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 120);
  }

  byId("headings").addEventListener("click", (event) => {
    const key = event.target.getAttribute("data-key");
    if (!key) return;
    // Figures are first wanted from the top, names from A.
    const down = order.key === key ? !order.down : key === "sensitivity" || key === "ratio";
    order = { key, down };
    byId("headings").querySelectorAll("th").forEach((heading) => heading.removeAttribute("aria-sort"));
    event.target.parentNode.setAttribute("aria-sort", down ? "descending" : "ascending");
    refresh();
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("input", refreshSoon);
  byId("filters").addEventListener("reset", () => setTimeout(refresh, 0));
  more.addEventListener("click", () => makeRows(CHUNK));
  if ("IntersectionObserver" in window) {
    new IntersectionObserver((entries) => {
      if (made < shown.length && entries.some((entry) => entry.isIntersecting)) makeRows(CHUNK);
    }, { rootMargin: "600px" }).observe(more);
  }
  window.addEventListener("beforeprint", () => makeRows(shown.length));
  refresh();
})();
