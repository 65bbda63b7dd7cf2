// The output widget, as text and pictures: nothing a kernel prints is ever read as markup.

import { DOMWidgetModel, DOMWidgetView } from "@jupyter-widgets/base";

export class OutputModel extends DOMWidgetModel {
  defaults() {
    return { ...super.defaults(), _model_name: "OutputModel", _view_name: "OutputView", msg_id: "", outputs: [] };
  }
}

export class OutputView extends DOMWidgetView {
  render() {
    super.render();
    this.listenTo(this.model, "change:outputs", this.draw);
    this.draw();
  }

  draw() {
    this.el.replaceChildren(...this.model.get("outputs").map(drawn).filter(Boolean));
  }
}

function drawn(output) {
  const picture = output.data?.["image/png"];
  if (picture) return Object.assign(new Image(), { src: `data:image/png;base64,${picture}`, alt: "" });
  const words = output.text ?? output.data?.["text/plain"];
  return words ? Object.assign(document.createElement("pre"), { textContent: [words].flat().join("") }) : null;
}
