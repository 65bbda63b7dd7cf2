// The ordinary controls (sliders, buttons …) with their style, fetched only by pages that use them.
export * from "@jupyter-widgets/controls";
