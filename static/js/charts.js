/* Draws the picture of each <figure data-chart> from the table inside it (templates/charts/_chart.html).
 *
 * The table stays: it is what is read without a picture, and each of its links is also the link of a point or bar. The content security
 * policy allows no inline style: ECharts draws SVG, its tooltips are SVG text, and only properties of `style` are set.
 */
(() => {
  "use strict";

  // On paper and on saved pictures: the light tokens of app.css. On a screen the tokens in force are read.
  const PAPER = {
    ink: "#14211b", "ink-2": "#4a5a52", line: "#d5ddd8", card: "#ffffff",
    brand: "#0f5132", late: "#a61b1b", soon: "#8a5300", info: "#0b5a8a",
  };
  // Without quotation marks: ECharts writes them unescaped into attributes of the picture it saves.
  const FONT = "Be Vietnam Pro, system-ui, sans-serif";
  const NARROW = 560;
  const PRINT_WIDTH = 1000;
  const SAVED = { width: 1200, height: 520, margin: 40 };
  const numbers = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });
  const perCent = (value) => `${numbers.format(value)}\u00a0%`;

  const STRIPES = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 4 };
  const DOTS = { symbol: "circle", symbolSize: 0.7, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0] };
  const pattern = (decal, look) => ({ ...decal, color: look.card });

  function tokens() {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      Object.entries(PAPER).map(([name, light]) => [name, style.getPropertyValue(`--${name}`).trim() || light]),
    );
  }

  /* The chart of a figure: {kind, title, note, source, heads, rows: [{texts, values: {key: number or null}, link, mark}], beside}. */
  function read(figure) {
    const heads = [...figure.querySelectorAll("thead th")];
    const text = (selector) => figure.querySelector(selector)?.textContent.trim() ?? "";
    return {
      kind: figure.dataset.chart,
      title: text(".chart-title"),
      note: text(".chart-note"),
      source: text(".chart-source"),
      heads: heads.map((head) => head.textContent.trim()),
      beside: JSON.parse(figure.querySelector('script[type="application/json"]').textContent),
      rows: [...figure.querySelectorAll("tbody tr")].map((line) => {
        const cells = [...line.cells];
        const number = (cell) => (cell.dataset.value ? Number(cell.dataset.value) : null);
        return {
          texts: Object.fromEntries(cells.map((cell, i) => [heads[i].dataset.key, cell.textContent.trim()])),
          values: Object.fromEntries(cells.map((cell, i) => [heads[i].dataset.key, number(cell)])),
          link: line.querySelector("a")?.href ?? "",
          mark: line.dataset.mark ?? "",
        };
      }),
    };
  }

  /* An axis from 0 to `value` or a little above, in at most `parts` steps of 1, 2 or 5 (or of `step`). */
  function upTo(value, parts = 5, step = null) {
    const power = 10 ** Math.floor(Math.log10(value / parts));
    const count = (size) => Math.ceil(value / size - 1e-9);
    const interval = step ?? [1, 2, 5, 10].map((digit) => digit * power).find((size) => count(size) <= parts);
    return { min: 0, max: interval * count(interval), interval };
  }

  function frame(chart, look, format) {
    const text = { color: look["ink-2"], fontFamily: FONT, fontSize: 13 };
    const axis = {
      axisLine: { lineStyle: { color: look["ink-2"] } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
      splitLine: { lineStyle: { color: look.line } },
      nameTextStyle: text,
    };
    return {
      category: { ...axis, type: "category", splitLine: { show: false }, axisLabel: { ...text, interval: 0 } },
      x: { ...axis, type: "value", min: 0, splitLine: { show: false }, name: chart.beside.x, nameLocation: "middle", nameGap: 30 },
      y: {
        ...axis, type: "value", min: 0, splitNumber: 4, axisLabel: { ...text, formatter: format },
        name: chart.beside.y, nameTextStyle: { ...text, align: "left", padding: [0, 0, 0, -36] },
      },
      grid: { left: 8, right: 20, top: chart.beside.y ? 36 : 24, bottom: chart.beside.x ? 34 : 8, containLabel: true },
      text,
    };
  }

  /* Letters over lines stay readable. */
  const halo = (look) => ({ textBorderColor: look.card, textBorderWidth: 3 });

  const cursor = (row) => (row.link ? "pointer" : "default");

  /* Room at the right for what is written at the ends of lines. */
  const ends = (texts) => Math.max(20, ...texts.map((text) => 8 + 7.5 * text.length));

  function levels(chart, look, position) {
    if (!chart.beside.lines.length) return {};
    return {
      markLine: {
        silent: true, symbol: "none", z: 0,
        lineStyle: { color: look["ink-2"], type: "dashed", width: 1.5 },
        label: { ...halo(look), position, color: look["ink-2"], fontFamily: FONT, fontSize: 13, formatter: (line) => line.name },
        data: chart.beside.lines.map((line) => ({ yAxis: line.value, name: line.text })),
      },
    };
  }

  /* Rates of periods in order, each with its interval as an upright bar and its counts above. */
  function trend(chart, look, width) {
    const { category, y, grid, text } = frame(chart, look, perCent);
    const room = (width - 80) / Math.max(1, chart.rows.length);
    const bars = chart.rows.flatMap(({ values }, row) =>
      values.low === null || values.high === null ? [] : [{ value: [row, values.low, values.high], row }]);
    const points = chart.rows.map((line, row) => ({
      value: line.values.rate, row,
      symbolSize: line.mark === "chosen" ? 14 : 10,
      symbol: line.mark === "chosen" ? "diamond" : "circle",
    }));
    const tops = chart.rows.map(({ values }) => Math.max(values.high ?? 0, values.rate ?? 0));
    return {
      grid: { ...grid, right: width < NARROW ? 20 : ends(chart.beside.lines.map((line) => line.text)) },
      xAxis: { ...category, data: chart.rows.map((row) => row.texts.label), axisLabel: { ...text, interval: 0, fontSize: width < NARROW ? 11 : 13 } },
      yAxis: { ...y, ...upTo(1.12 * Math.max(...tops, ...chart.beside.lines.map((line) => line.value), 0.1)) },
      series: [
        {
          type: "custom", data: bars, encode: { x: 0, y: [1, 2] }, z: 1,
          renderItem: (_, api) => {
            const row = chart.rows[api.value(0)];
            const [x, low] = api.coord([api.value(0), api.value(1)]);
            const high = api.coord([api.value(0), api.value(2)])[1];
            const stroke = { stroke: look["ink-2"], lineWidth: 2, fill: null };
            const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: stroke, cursor: cursor(row) });
            const fits = row.mark === "chosen" || row.texts.count.length * 7 < room;
            const count = { x, y: high - 6, text: row.texts.count, align: "center", verticalAlign: "bottom", fill: look.ink, stroke: look.card, lineWidth: 3, font: `12px ${FONT}` };
            return {
              type: "group",
              children: [
                line(x, low, x, high), line(x - 4, high, x + 4, high), line(x - 4, low, x + 4, low),
                ...(fits ? [{ type: "text", style: count, cursor: cursor(row) }] : []),
              ],
            };
          },
        },
        {
          type: "line", data: points, z: 2,
          lineStyle: { color: look.brand, width: 1.5, opacity: 0.6 }, itemStyle: { color: look.brand, opacity: 1 },
          ...levels(chart, look, width < NARROW ? "insideStartTop" : "end"),
        },
      ],
    };
  }

  /* Rates of units against the number of their people, between the limits of chance. */
  function funnel(chart, look, width) {
    const { x, y, grid, text } = frame(chart, look, perCent);
    const point = (line, row) => ({ value: [line.values.people, line.values.rate], name: line.texts.label, row });
    const points = (mark) =>
      chart.rows.map((line, row) => [line, row])
        .filter(([line]) => line.mark === mark && line.values.rate !== null)
        .map(([line, row]) => point(line, row));
    const label = { ...halo(look), show: true, position: "right", formatter: (item) => item.name, color: look.ink, fontFamily: FONT, fontSize: 12 };
    const types = ["solid", "dotted", "dashed"];
    const limits = chart.beside.curves.flatMap((curve, i) => [2, 1].map((side) => ({
      type: "line", silent: true, symbol: "none", z: 1,
      data: curve.points.map((limit) => [limit[0], limit[side]]),
      lineStyle: { color: look["ink-2"], width: 1.25, type: types[i % types.length] },
      endLabel: { ...text, show: side === 2, formatter: curve.text, fontSize: 12 },
    })));
    const rates = chart.rows.map((row) => row.values.rate ?? 0);
    const middle = Math.max(0, ...chart.beside.lines.map((line) => line.value));
    const people = Math.max(1, ...chart.rows.map((row) => row.values.people ?? 0), ...chart.beside.curves.flatMap((c) => c.points.map((p) => p[0])));
    const links = chart.rows.some((row) => row.link) ? "pointer" : "default";
    return {
      grid: { ...grid, right: ends([...chart.beside.curves, ...(width < NARROW ? [] : chart.beside.lines)].map((line) => line.text)) },
      xAxis: { ...x, ...upTo(people, width < NARROW ? 5 : 10) },
      // Limits of very small units reach 100 %: the points decide how high the picture is.
      yAxis: { ...y, ...upTo(Math.max(1.25 * Math.max(...rates), 2.5 * middle, 0.1)) },
      series: [
        ...limits,
        {
          type: "scatter", data: points(""), symbolSize: 11, z: 2, itemStyle: { color: look.brand, opacity: 1 },
          // On a telephone there is room for the names of those outside only.
          label: { ...label, show: width >= NARROW },
          labelLayout: { hideOverlap: true }, cursor: links, ...levels(chart, look, width < NARROW ? "insideEndTop" : "end"),
        },
        {
          type: "scatter", data: points("outside"), symbol: "diamond", symbolSize: 17, z: 3, itemStyle: { color: look.late, opacity: 1 },
          label: { ...label, fontWeight: 600 }, cursor: links,
        },
      ],
    };
  }

  /* From the stock at the opening, through what came in and went out, to the stock at the closing. */
  function flow(chart, look, width) {
    const { category, y, grid, text } = frame(chart, look, numbers.format);
    const styles = {
      stock: { color: look["ink-2"] },
      in: { color: look.info, decal: pattern(DOTS, look) },
      out: { color: look.soon, decal: pattern(STRIPES, look) },
    };
    let level = 0;
    const below = [];
    const bars = chart.rows.map((line, row) => {
      const count = line.values.count ?? 0;
      if (line.mark === "stock") level = 0;
      if (line.mark === "out") level -= count;
      below.push(level);
      if (line.mark !== "out") level += count;
      return { value: count, row, itemStyle: styles[line.mark] };
    });
    const upright = width >= NARROW;
    const names = { ...category, data: chart.rows.map((row) => row.texts.label), inverse: !upright };
    names.axisLabel = { ...text, interval: 0, ...(upright ? { width: (width - 60) / chart.rows.length - 12, overflow: "break", lineHeight: 17 } : {}) };
    const counts = { ...y, axisLabel: { ...y.axisLabel, hideOverlap: true } };
    return {
      grid: { ...grid, right: upright ? 20 : 48 },
      xAxis: upright ? names : { ...counts, name: "" },
      yAxis: upright ? counts : names,
      series: [
        { type: "bar", stack: "flow", data: below, silent: true, itemStyle: { color: "transparent" }, tooltip: { show: false } },
        {
          type: "bar", stack: "flow", data: bars, barMaxWidth: 64, barMinHeight: 2,
          label: {
            show: true, position: upright ? "top" : "right", color: look.ink, fontFamily: FONT, fontSize: 13, fontWeight: 600,
            formatter: (item) => chart.rows[item.data.row].texts.count,
          },
        },
      ],
    };
  }

  /* Steps over the months since release, one line a group, with its limits as a band; dashed where few are still followed. */
  function survival(chart, look) {
    const { x, y, grid, text } = frame(chart, look, perCent);
    const colours = [look.brand, look.info, look.soon, look.late];
    const symbols = ["circle", "rect", "triangle", "diamond"];
    const groups = [...new Set(chart.rows.map((row) => row.texts.group))];
    const series = groups.flatMap((group, i) => {
      const rows = chart.rows.map((line, row) => ({ line, row })).filter(({ line }) => line.texts.group === group);
      const hollow = `empty${symbols[i % 4][0].toUpperCase()}${symbols[i % 4].slice(1)}`;
      const item = ({ line, row }) => ({
        value: [line.values.time, line.values.value], row, symbol: line.mark === "few" ? hollow : symbols[i % 4],
      });
      const firstFew = rows.findIndex(({ line }) => line.mark === "few");
      const enough = firstFew < 0 ? rows : rows.slice(0, firstFew);
      const few = firstFew < 0 ? [] : rows.slice(Math.max(0, firstFew - 1));
      const line = {
        type: "line", step: "end", name: group, symbol: symbols[i % 4], symbolSize: 7, itemStyle: { color: colours[i % 4] },
        cursor: rows.some((row) => row.line.link) ? "pointer" : "default", z: 3,
      };
      const band = rows.filter(({ line: { values } }) => values.low !== null && values.high !== null);
      const edge = { type: "line", step: "end", symbol: "none", silent: true, stack: `band ${i}`, lineStyle: { opacity: 0 }, tooltip: { show: false }, z: 1 };
      return [
        { ...edge, data: band.map(({ line: { values } }) => [values.time, values.low]) },
        {
          ...edge, data: band.map(({ line: { values } }) => [values.time, values.high - values.low]),
          areaStyle: { color: colours[i % 4], opacity: 0.16 },
        },
        { ...line, data: enough.map(item), lineStyle: { color: colours[i % 4], width: 2 } },
        { ...line, name: `${group} `, data: few.map(item), lineStyle: { color: colours[i % 4], width: 2, type: "dashed" } },
      ];
    });
    return {
      grid: { ...grid, top: groups.length > 1 ? 64 : grid.top },
      legend: { show: groups.length > 1, data: groups, selectedMode: false, textStyle: { ...text, color: look.ink }, left: 0, top: 0 },
      xAxis: { ...x, ...upTo(Math.max(1, ...chart.rows.map((row) => row.values.time ?? 0)), 4, 6), axisLabel: { ...text, formatter: numbers.format } },
      yAxis: { ...y, ...upTo(Math.max(1, ...chart.rows.map((row) => row.values.high ?? row.values.value ?? 0))) },
      series,
    };
  }

  const KINDS = { trend, funnel, flow, survival };

  function option(chart, look, width) {
    const tooltip = (item) => {
      const row = chart.rows[item.data?.row];
      return row ? Object.values(row.texts).map((text, i) => [chart.heads[i], text]).filter(([, text]) => text)
        .map(([head, text]) => `${head}: ${text}`).join("\n") : "";
    };
    return {
      animation: false,
      textStyle: { fontFamily: FONT },
      aria: { enabled: true, label: { description: [chart.title, chart.note].filter(Boolean).join(". ") } },
      tooltip: {
        renderMode: "richText", trigger: "item", confine: true, backgroundColor: look.card, borderColor: look["ink-2"],
        textStyle: { color: look.ink, fontFamily: FONT, fontSize: 13, lineHeight: 20 }, formatter: tooltip,
      },
      ...KINDS[chart.kind](chart, look, width),
    };
  }

  function lines(pen, text, width) {
    const found = [""];
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const longer = `${found.at(-1)} ${word}`.trim();
      if (pen.measureText(longer).width <= width) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found.filter(Boolean);
  }

  /* The picture with its title, note and source on white, as a PNG of twice the size. */
  async function picture(chart) {
    const { width, height, margin } = SAVED;
    const drawing = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
    drawing.setOption(option(chart, PAPER, width));
    const image = new Image(width, height);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.renderToSVGString())}`;
    drawing.dispose();
    await image.decode();
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const paragraphs = [
      { text: chart.title, font: `700 26px ${FONT}`, step: 36, colour: PAPER.ink },
      { text: chart.note, font: `400 18px ${FONT}`, step: 27, colour: PAPER.ink },
      { text: chart.source, font: `400 15px ${FONT}`, step: 23, colour: PAPER["ink-2"] },
    ].map((paragraph) => {
      pen.font = paragraph.font;
      return { ...paragraph, lines: lines(pen, paragraph.text, width) };
    });
    const words = paragraphs.reduce((sum, { lines: found, step }) => sum + found.length * step, 0);
    canvas.width = 2 * (width + 2 * margin);
    canvas.height = 2 * (height + words + 2 * margin + 12);
    pen.scale(2, 2);
    pen.fillStyle = PAPER.card;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    let y = margin;
    const write = ({ lines: found, font, step, colour }) => {
      pen.font = font;
      pen.fillStyle = colour;
      for (const line of found) {
        y += step;
        pen.fillText(line, margin, y - step / 3);
      }
    };
    write(paragraphs[0]);
    write(paragraphs[1]);
    pen.drawImage(image, margin, y + 12, width, height);
    y += height + 12;
    write(paragraphs[2]);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  async function save(chart, name) {
    const address = URL.createObjectURL(await picture(chart));
    const link = document.createElement("a");
    link.href = address;
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  function start(figure) {
    const chart = read(figure);
    const place = figure.querySelector(".chart-picture");
    place.hidden = false;
    figure.querySelector(".chart-data").open = false;
    const drawing = echarts.init(place, null, { renderer: "svg" });
    const draw = (look, width) => drawing.setOption(option(chart, look, width), true);
    const drawOnScreen = () => {
      if (!place.clientWidth) return;
      drawing.resize({ width: "auto", height: "auto" });
      draw(tokens(), place.clientWidth);
    };
    drawOnScreen();
    drawing.on("click", (item) => {
      const link = chart.rows[item.data?.row]?.link;
      if (link) window.location.assign(link);
    });
    const button = figure.querySelector("[data-save-picture]");
    button.hidden = false;
    button.addEventListener("click", () => save(chart, figure.id));
    let drawn = place.clientWidth;
    let printing = false;
    new ResizeObserver(() => {
      if (printing || place.clientWidth === drawn) return;
      drawn = place.clientWidth;
      drawOnScreen();
    }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawOnScreen);
    window.addEventListener("beforeprint", () => {
      printing = true;
      const height = Math.round(PRINT_WIDTH * 0.36);
      drawing.resize({ width: PRINT_WIDTH, height });
      draw(PAPER, PRINT_WIDTH);
      place.querySelector("svg").setAttribute("viewBox", `0 0 ${PRINT_WIDTH} ${height}`);
    });
    window.addEventListener("afterprint", () => {
      printing = false;
      place.querySelector("svg").removeAttribute("viewBox");
      drawOnScreen();
    });
  }

  for (const figure of document.querySelectorAll("figure[data-chart]")) start(figure);
})();
