// Builds what browsers load: the pages' front end, the widgets' front ends, the fonts.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const product = join(here, "..", "..");
const pages = join(product, "pages", "static");
const widgets = join(product, "widgets", "static");

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

const browsers = ["chrome111", "safari16.4", "firefox115", "edge111"];

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

async function buildPages() {
  fresh(pages);
  const done = await build({
    entryPoints: [join(here, "main.js"), join(here, "style.css")],
    alias: { "sanitize-html": join(here, "plain.js") },
    plugins: [anywidget],
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
  return Object.fromEntries(
    Object.entries(done.metafile.outputs)
      .filter(([, output]) => output.entryPoint)
      .map(([path, output]) => [basename(output.entryPoint), basename(path)]),
  );
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

const entries = await buildPages();
compress(pages);
writeFileSync(join(pages, "entries.json"), JSON.stringify(entries, null, 2));
await buildWidgets();
