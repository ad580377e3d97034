// Draws the toolbar icons: the kms logo as PNG files, pixel by pixel, because browsers accept no SVG there.
import { deflateSync } from "node:zlib";

const BLUE = [0x1d, 0x5b, 0xb8];
const WHITE = [0xff, 0xff, 0xff];
const PALE = [0x9c, 0xc2, 0xff];
const SAMPLES = 4;
const HALF_STROKE = 1.3;

// frontend/images/favicon.svg, on its 32 × 32 grid; the rounded corner as short line segments.
const corner = Array.from({ length: 9 }, (_, at) => arc((at / 8) * (Math.PI / 2)));
const mark = [[9, 8.5], [17.5, 8.5], ...corner, [20.5, 24], [16.5, 21.4], [12.5, 24], [12.5, 8.5]];
const edge = [[23.5, 12], [23.5, 23]];

function arc(angle) {
  return [17.5 + 3 * Math.sin(angle), 11.5 - 3 * Math.cos(angle)];
}

export function icon(size) {
  const rows = [];
  for (let y = 0; y < size; y++) {
    const row = [0];
    for (let x = 0; x < size; x++) row.push(...pixel(x, y, 32 / size));
    rows.push(Buffer.from(row));
  }
  return png(size, Buffer.concat(rows));
}

function pixel(x, y, scale) {
  const sum = [0, 0, 0, 0];
  for (let at = 0; at < SAMPLES * SAMPLES; at++) {
    const point = [(x + ((at % SAMPLES) + 0.5) / SAMPLES) * scale, (y + (Math.floor(at / SAMPLES) + 0.5) / SAMPLES) * scale];
    const colour = colourAt(point);
    if (colour) [...colour, 1].forEach((value, channel) => (sum[channel] += value));
  }
  const [r, g, b, covered] = sum;
  return covered ? [r / covered, g / covered, b / covered, (covered / SAMPLES ** 2) * 255].map(Math.round) : [0, 0, 0, 0];
}

function colourAt(point) {
  if (!insideTile(point)) return undefined;
  if (near(point, mark)) return WHITE;
  return near(point, edge) ? PALE : BLUE;
}

function insideTile([x, y]) {
  const dx = Math.max(Math.abs(x - 16) - 8, 0);
  const dy = Math.max(Math.abs(y - 16) - 8, 0);
  return Math.hypot(dx, dy) <= 8;
}

function near(point, line) {
  return line.slice(1).some((end, at) => distance(point, line[at], end) <= HALF_STROKE);
}

function distance([x, y], [ax, ay], [bx, by]) {
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

function png(size, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(name, data) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(name), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

function crc(data) {
  let value = 0xffffffff;
  for (const byte of data) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}
