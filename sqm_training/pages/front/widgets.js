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

  /** A widget made after the page was drawn. */
  hear(message) {
    const { comm_id: id, target_name: target } = message.content;
    if (target === this.comm_target_name && !this.has_model(id)) {
      this.handle_comm_open(this.kernel.comm(target, id), message);
    }
  }

  async show(id, place) {
    const view = await this.create_view(await this.get_model(id));
    MessageLoop.sendMessage(view.luminoWidget, Widget.Msg.BeforeAttach);
    place.replaceChildren(view.el);
    MessageLoop.sendMessage(view.luminoWidget, Widget.Msg.AfterAttach);
  }
}

/** Fetch the state of all widgets and show each in its place. */
export async function draw(kernel, places) {
  const manager = new Manager(kernel);
  await manager._loadFromKernel();
  await Promise.all(places.map((place) => manager.show(place.dataset.model, place)));
  return manager;
}
