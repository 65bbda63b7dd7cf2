// Stands in for sanitize-html: a description of a widget is text, never markup.
export default function sanitize(words) {
  const holder = document.createElement("span");
  holder.textContent = words;
  return holder.innerHTML;
}
