// Builds what browsers load: the pages' front end, the widgets' front ends, the fonts.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const product = join(here, "..", "..");
const pages = join(product, "pages", "static");
const widgets = join(product, "widgets", "static");
const typeface = join(product, "locale", "static");
const packages = join(here, "node_modules");

/** anywidget is published as an AMD module; as an ES module it bundles. */
const anywidget = {
  name: "anywidget",
  setup(task) {
    task.onLoad({ filter: /node_modules\/anywidget\/dist\/index\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const called = /^define\(\["@jupyter-widgets\/base"\], widget_default\);$/m;
      if (!called.test(source)) throw new Error("anywidget's entry point has changed");
      return { contents: source.replace(called, "export default widget_default;"), loader: "js" };
    });
  },
};

/** Our own face is cut by fonts.py; the style sheet takes it in. */
const face = {
  name: "face",
  setup(task) {
    task.onResolve({ filter: /^\.\/face\.css$/ }, () => ({ path: join(pages, "face.css") }));
  },
};

const browsers = ["chrome111", "safari16.4", "firefox115", "edge111"];

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** The typeface: whole for PDFs and charts, cut and sliced for browsers. Needs the product's Python. */
function buildFonts() {
  fresh(typeface);
  const noto = join(packages, "@expo-google-fonts", "noto-sans-sc");
  copyFileSync(join(noto, "400Regular", "NotoSansSC_400Regular.ttf"), join(typeface, "regular.ttf"));
  copyFileSync(join(noto, "700Bold", "NotoSansSC_700Bold.ttf"), join(typeface, "bold.ttf"));
  copyFileSync(join(noto, "LICENSE_FONT"), join(typeface, "LICENSE"));
  const ours = join(product, "..", ".venv", "bin", "python");
  const python = process.env.SQM_PYTHON ?? (existsSync(ours) ? ours : "python3");
  execFileSync(python, [join(here, "fonts.py"), packages, pages], { stdio: "inherit" });
  const slices = readFileSync(join(pages, "slices.css"), "utf8").replace(/\s+/g, " ");
  rmSync(join(pages, "slices.css"));
  const name = `slices-${createHash("sha256").update(slices).digest("hex").slice(0, 8)}.css`;
  writeFileSync(join(pages, name), slices);
  return name;
}

async function buildPages() {
  const done = await build({
    entryPoints: [join(here, "main.js"), join(here, "style.css")],
    alias: { "sanitize-html": join(here, "plain.js") },
    plugins: [anywidget, face],
    bundle: true,
    splitting: true,
    format: "esm",
    target: browsers,
    minify: true,
    metafile: true,
    outdir: pages,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    external: ["*.woff2"],
    legalComments: "none",
    logLevel: "warning",
  });
  rmSync(join(pages, "face.css"));
  const outputs = Object.entries(done.metafile.outputs);
  const made = (name) => outputs.find(([, output]) => output.entryPoint?.endsWith(name))[0];
  const names = ["main.js", "style.css"].map((name) => [name, basename(made(name))]);
  const first = [made("main.js"), made("widgets.js"), made("anywidget/dist/index.js")];
  const early = new Set(first.flatMap((path) => needed(path, done.metafile.outputs)));
  early.delete(made("main.js"));
  return { files: Object.fromEntries(names), early: [...early].map((path) => basename(path)) };
}

/** A module and all it cannot start without. */
function needed(path, outputs) {
  const imports = outputs[path].imports.filter(({ kind }) => kind === "import-statement");
  return [path, ...imports.flatMap((each) => needed(each.path, outputs))];
}

async function buildWidgets() {
  fresh(widgets);
  const sources = readdirSync(join(product, "widgets", "front"));
  await build({
    entryPoints: sources
      .filter((name) => name.endsWith(".js") && !name.startsWith("_") && name !== "kit.js")
      .map((name) => join(product, "widgets", "front", name)),
    bundle: true,
    format: "esm",
    target: browsers,
    minify: true,
    outdir: widgets,
    legalComments: "none",
    logLevel: "warning",
  });
}

/** The widgets' front ends once more, where pages fetch them; a page accepts no other code from a kernel. */
function publishWidgets() {
  const known = readdirSync(widgets).map((name) => {
    const bytes = readFileSync(join(widgets, name));
    const digest = createHash("sha256").update(bytes).digest("hex");
    const [stem, kind] = name.split(".");
    const published = `widget-${stem}-${digest.slice(0, 8)}.${kind}`;
    writeFileSync(join(pages, published), bytes);
    return [digest, published];
  });
  return Object.fromEntries(known);
}

/** Next to each text file its gzip and brotli forms, so that no request has to wait for them. */
function compress(folder) {
  for (const name of readdirSync(folder)) {
    if (!/\.(js|css|svg|json)$/.test(name)) continue;
    const bytes = readFileSync(join(folder, name));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
    const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, { params: quality }));
  }
}

fresh(pages);
const slices = buildFonts();
const entries = await buildPages();
entries.files["slices.css"] = slices;
await buildWidgets();
entries.widgets = publishWidgets();
compress(pages);
writeFileSync(join(pages, "entries.json"), JSON.stringify(entries, null, 2));
