// A chart as a picture with its title, unit, source and mark, made in the reader's browser from what is on the screen;
// charts that shrink to the paper when the page is printed; and charts over which a finger can move the page.
// No "less than" sign before a letter, slash or exclamation mark here: the page takes such a script for a disguised tag.
(() => {
  if (window.figurePictures) return;
  window.figurePictures = true;

  const SVG = "http://www.w3.org/2000/svg";
  const EDGE = 24;
  const PIXELS = 2;
  const MOST_PIXELS = 16000;
  const FALLBACK = "Arial, Helvetica, sans-serif";
  const ONLY_ON_SCREEN = ".draglayer, .hoverlayer, .zoomlayer, .menulayer, .selectionlayer";
  const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

  const element = (name, attributes, content) => {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (content) made.textContent = content.replace(NOT_IN_XML, "");
    return made;
  };

  // The page's font; its file is put into the picture, which stands alone.
  const family = () => getComputedStyle(document.body).fontFamily.split(",")[0].replace(/["']/g, "").trim();

  const rulesOf = (sheet) => {
    try {
      return [...sheet.cssRules].map((rule) => [sheet, rule]);
    } catch {
      return []; // of another host
    }
  };

  const fontAddress = (name) => {
    const found = [...document.styleSheets].flatMap(rulesOf).find(
      ([, rule]) =>
        rule instanceof CSSFontFaceRule &&
        rule.style.getPropertyValue("font-family").replace(/["']/g, "") === name &&
        rule.style.getPropertyValue("font-style") !== "italic",
    );
    const address = found && found[1].style.getPropertyValue("src").match(/url\(["']?([^"')]+)/);
    return address && new URL(address[1], found[0].href || document.baseURI).href;
  };

  const asData = async (address) => {
    const blob = await (await fetch(address)).blob();
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(blob);
    });
  };

  const fontFace = async () => {
    const address = fontAddress(family());
    if (!address) return "";
    const data = await asData(address).catch(() => "");
    return data && `@font-face { font-family: "${family()}"; font-weight: 100 900; src: url(${data}); }`;
  };

  const canvas = document.createElement("canvas");
  const widthOf = (text, font) => {
    const pen = canvas.getContext("2d");
    pen.font = font;
    return pen.measureText(text).width;
  };

  const pieces = (word, font, width) => {
    const parts = [""];
    for (const letter of word) {
      const last = parts[parts.length - 1];
      if (last && widthOf(last + letter, font) > width) parts.push(letter);
      else parts[parts.length - 1] += letter;
    }
    return parts;
  };

  const wrapped = (text, font, width) => {
    const lines = [];
    for (const word of text.split(/[ \n\t]+/).filter(Boolean).flatMap((whole) => pieces(whole, font, width))) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && width >= widthOf(longer, font)) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };

  // Lines of text from `top` on; how far down they reach.
  const write = (picture, text, { top, width, size, weight = 400, colour }) => {
    const font = `${weight} ${size}px "${family()}", ${FALLBACK}`;
    const step = Math.round(size * 1.4);
    wrapped(text, font, width).forEach((line) => {
      top += step;
      const attributes = { x: EDGE, y: top - Math.round(size * 0.3), "font-size": size, "font-weight": weight };
      picture.append(element("text", { ...attributes, fill: colour }, line));
    });
    return top;
  };

  const isDark = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map(Number);
    return 128 > 0.3 * red + 0.59 * green + 0.11 * blue;
  };

  // The drawing alone: plotly draws it in layers, one above the other.
  const drawing = (layers, top) => {
    const group = element("g", { transform: `translate(${EDGE},${top})` });
    layers.forEach((layer) => {
      const copy = layer.cloneNode(true);
      copy.querySelectorAll(ONLY_ON_SCREEN).forEach((part) => part.remove());
      copy.querySelectorAll(".crisp").forEach((part) => part.setAttribute("shape-rendering", "crispEdges"));
      group.append(...copy.childNodes);
    });
    return group;
  };

  const compose = async (chart, told) => {
    const layers = [...chart.querySelectorAll("svg.main-svg")];
    const [width, height] = ["width", "height"].map((side) => Number(layers[0].getAttribute(side)));
    const page = getComputedStyle(document.querySelector(".stApp"));
    const [ground, ink] = [page.backgroundColor, page.color];
    const red = isDark(ground) ? "#ff8a80" : "#c00000";
    const picture = element("svg", { "font-family": `"${family()}", ${FALLBACK}`, role: "img" });
    picture.append(element("title", {}, told.title));
    picture.append(element("desc", {}, [told.mark, told.unit, told.source].filter(Boolean).join("\n")));
    picture.append(element("style", {}, await fontFace()));
    const paper = element("rect", { x: 0, y: 0, fill: ground });
    picture.append(paper);
    let top = EDGE;
    top = write(picture, told.mark, { top, width, size: 15, weight: 700, colour: red });
    top = write(picture, told.title, { top, width, size: 19, weight: 700, colour: ink });
    top = write(picture, told.unit, { top, width, size: 14, colour: ink }) + 12;
    picture.append(drawing(layers, top));
    top = write(picture, told.source, { top: top + height + 12, width, size: 13, colour: ink });
    const size = { width: width + 2 * EDGE, height: top + EDGE };
    Object.entries(size).forEach(([side, length]) => {
      paper.setAttribute(side, length);
      picture.setAttribute(side, length);
    });
    picture.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
    return { blob: new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" }), ...size };
  };

  const painted = async ({ blob, width, height }) => {
    const address = URL.createObjectURL(blob);
    try {
      const image = new Image(width, height);
      image.src = address;
      await image.decode();
      const scale = Math.min(PIXELS, MOST_PIXELS / Math.max(width, height));
      const paper = document.createElement("canvas");
      [paper.width, paper.height] = [Math.round(width * scale), Math.round(height * scale)];
      paper.getContext("2d").drawImage(image, 0, 0, paper.width, paper.height);
      return await new Promise((resolve, reject) => {
        paper.toBlob((made) => (made ? resolve(made) : reject(new Error("no picture"))), "image/png");
      });
    } finally {
      URL.revokeObjectURL(address);
    }
  };

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const make = async (button) => {
    const told = JSON.parse(button.dataset.told);
    const status = button.parentElement.querySelector("[role=status]");
    status.textContent = "";
    button.setAttribute("aria-busy", "true");
    try {
      const picture = await compose(document.querySelector(`.st-key-${button.dataset.figure}`), told);
      save(button.dataset.format === "png" ? await painted(picture) : picture.blob, button.dataset.name);
    } catch (fault) {
      console.error(fault);
      status.textContent = told.failed;
    } finally {
      button.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-figure]");
    if (button && !button.hasAttribute("aria-busy")) make(button);
  });

  // With a box of its own size a drawing can be made smaller; on the screen plotly itself fits it.
  const drawn = () => document.querySelectorAll(".js-plotly-plot svg.main-svg");
  addEventListener("beforeprint", () => {
    drawn().forEach((layer) => {
      const size = ["width", "height"].map((side) => layer.getAttribute(side));
      layer.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    });
  });
  addEventListener("afterprint", () => drawn().forEach((layer) => layer.removeAttribute("viewBox")));

  // The framework lets charts be drawn along, so plotly keeps each touch to itself: a finger that comes down on a chart
  // could not move the page. A tap still comes to the chart, as the click that browsers make of it.
  const ofChart = (event) => event.target.closest(".js-plotly-plot") && event.stopPropagation();
  document.addEventListener("touchstart", ofChart, { capture: true, passive: true });

  // What is moved sideways must be reached by keyboard: the style sheet tells when it stands on a narrow screen, now
  // or before this script came.
  const reached = (name, place) => name === "narrow" && (place.tabIndex = 0);
  document.addEventListener("animationstart", (event) => reached(event.animationName, event.target));
  document.getAnimations().forEach((one) => reached(one.animationName, one.effect.target));
})();
