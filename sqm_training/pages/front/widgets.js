// The widgets of a page: Jupyter's own models and views, each module fetched when first needed.

import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";

const MODULES = {
  "@jupyter-widgets/base": async () => base,
  "@jupyter-widgets/controls": () => import("./controls.js"),
  "@jupyter-widgets/output": () => import("./output.js"),
  anywidget: async () => (await import("anywidget")).default(base),
};

class Manager extends ManagerBase {
  constructor(kernel) {
    super();
    this.kernel = kernel;
    this.modules = {}; // each made once: a widget's model and view know each other through it
    kernel.addEventListener("comm", ({ detail }) => this.hear(detail));
  }

  async loadClass(name, module, _version) {
    this.modules[module] ??= MODULES[module]?.();
    const found = (await this.modules[module])?.[name];
    if (!found) throw new Error(`no widget ${module}.${name}`);
    return found;
  }

  async _create_comm(target, id, data, metadata, buffers) {
    const comm = this.kernel.comm(target, id);
    if (data || metadata) comm.open(data, undefined, metadata, buffers);
    return comm;
  }

  async _get_comm_info() {
    const content = { target_name: this.comm_target_name };
    return new Promise((resolve) => {
      this.kernel.send("comm_info_request", content, { reply: (info) => resolve(info.comms) });
    });
  }

  /** Models for these states, all begun before any is awaited: they refer to one another. */
  make(states) {
    return Promise.all(
      states.map(([id, state]) => {
        const about = {
          model_id: id,
          model_name: state._model_name,
          model_module: state._model_module,
          model_module_version: state._model_module_version,
          comm: this.kernel.comm(this.comm_target_name, id),
        };
        return this.new_model(about, state);
      }),
    );
  }

  /** After a lost line: what the kernel said meanwhile. */
  catchUp() {
    return this._loadFromKernel();
  }

  /** A widget made after the page was drawn. */
  hear(message) {
    const { comm_id: id, target_name: target } = message.content;
    if (target === this.comm_target_name && !this.has_model(id)) {
      this.handle_comm_open(this.kernel.comm(target, id), message);
    }
  }

  async show(id, place) {
    const model = await this.get_model(id);
    if (model.get("_esm") === "") throw new Error(`widget ${id} brings code that is not the product's`);
    const view = await this.create_view(model);
    MessageLoop.sendMessage(view.luminoWidget, Widget.Msg.BeforeAttach);
    place.replaceChildren(view.el);
    MessageLoop.sendMessage(view.luminoWidget, Widget.Msg.AfterAttach);
  }
}

/** The widgets' states as the page brought them, their code and words put back in place. */
function brought() {
  const told = JSON.parse(document.getElementById("sqm-widgets").textContent);
  return Object.entries(told.states).map(([id, { buffers, ...state }]) => {
    if (state._esm) state._esm = new URL(told.assets + state._esm, location.href).href;
    if ("_css" in state) state._css = ""; // the page has linked it already
    if (typeof state.texts === "string") state.texts = told.shared[state.texts];
    const bytes = buffers.map(({ data }) => new DataView(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)).buffer));
    base.put_buffers(state, buffers.map(({ path }) => path), bytes);
    return [id, state];
  });
}

/** Show each widget in its place. */
export async function draw(kernel, places) {
  const manager = new Manager(kernel);
  await manager.make(brought());
  const shown = await Promise.allSettled(places.map((place) => manager.show(place.dataset.model, place)));
  const failed = shown.filter(({ status }) => status === "rejected");
  failed.forEach(({ reason }) => console.error(reason));
  return { manager, failed };
}
