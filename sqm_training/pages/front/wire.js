// Kernel messages as the server's websocket carries them: JSON, or "v1" frames once there are buffers.

export const PROTOCOL = "v1.kernel.websocket.jupyter.org";

const words = new TextEncoder();
const reader = new TextDecoder();
const OFFSET = 8; // bytes of one little-endian offset

/** A message as one v1 frame. */
export function pack(message) {
  const parts = [
    words.encode(message.channel),
    ...["header", "parent_header", "metadata", "content"].map((name) => words.encode(JSON.stringify(message[name]))),
    ...(message.buffers ?? []).map(bytes),
  ];
  const count = parts.length + 1;
  const start = OFFSET * (count + 1);
  const frame = new Uint8Array(start + parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(frame.buffer);
  view.setBigUint64(0, BigInt(count), true);
  let at = start;
  parts.forEach((part, index) => {
    view.setBigUint64(OFFSET * (index + 1), BigInt(at), true);
    frame.set(part, at);
    at += part.length;
  });
  view.setBigUint64(OFFSET * count, BigInt(at), true);
  return frame.buffer;
}

/** The message in a v1 frame. */
export function unpack(frame) {
  const view = new DataView(frame);
  const count = Number(view.getBigUint64(0, true));
  const offsets = Array.from({ length: count }, (_, index) => Number(view.getBigUint64(OFFSET * (index + 1), true)));
  const part = (index) => frame.slice(offsets[index], offsets[index + 1]);
  const json = (index) => JSON.parse(reader.decode(part(index)));
  return {
    channel: reader.decode(part(0)),
    header: json(1),
    parent_header: json(2),
    metadata: json(3),
    content: json(4),
    buffers: Array.from({ length: count - 6 }, (_, index) => new DataView(part(index + 5))),
  };
}

function bytes(buffer) {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
