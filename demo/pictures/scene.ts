/** The background of a picture: wall, table and view. */
import { mix } from "./paint.ts";
import { area, disc, line, rect, repeat, turned } from "./shapes.ts";

/** The paints of a room; `tone` is the wall's own colour, a little stronger, for what is drawn behind. */
export interface Room {
  readonly wall: string;
  readonly tone: string;
  readonly table: string;
  readonly edge: string;
}

export const rooms: readonly [Room, ...Room[]] = [
  { wall: "#dde6e4", tone: "#c9d8d6", table: "#c79f78", edge: "#a98259" },
  { wall: "#f2e6d0", tone: "#e7d5b5", table: "#8f6b52", edge: "#74543e" },
  { wall: "#344c5d", tone: "#40596b", table: "#d6b68f", edge: "#b5946b" },
  { wall: "#b5d2d3", tone: "#a2c5c8", table: "#f0e2c7", edge: "#d5c29f" },
  { wall: "#f1d8ca", tone: "#e8c6b3", table: "#6f818b", edge: "#586973" },
  { wall: "#d0d7bd", tone: "#bfc9a8", table: "#aa7d5b", edge: "#8b6347" },
  { wall: "#b8654f", tone: "#a85843", table: "#f1e1c5", edge: "#d5c29f" },
  { wall: "#eecd8a", tone: "#e5bb68", table: "#4d606d", edge: "#3c4d59" },
];

type Backdrop = (room: Room) => string;

/** Backgrounds of things on a table and of things that hang: nothing hangs in front of a window. */
const backdrops: Record<"table" | "hang", readonly [Backdrop, ...Backdrop[]]> = {
  table: [gables, arch, sun, harbourWindow, tiles, stripes, shelf, bunting],
  hang: [gables, arch, sun, stripes, tiles],
};

/** Wall, backdrop and table, for things that stand on the table or hang above it. `pick` chooses the backdrop. */
export function interior(room: Room, pick: number, stand: "table" | "hang"): string {
  const choice = backdrops[stand];
  const backdrop = choice[(pick >> 2) % choice.length] ?? choice[0];
  return [
    rect(0, 0, 800, 800, room.wall),
    backdrop(room),
    rect(0, 580, 800, 220, room.table),
    rect(0, 580, 800, 10, mix(room.table, "#ffffff", 0.25)),
    rect(0, 752, 800, 48, room.edge),
    line("M60 640h120M250 716h150M560 660h180M640 708h90", mix(room.table, room.edge, 0.45), 4),
  ].join("");
}

/** A table top seen from above, for things that lie flat. */
export function surface(room: Room, pick: number): string {
  const cloth = mix(room.wall, room.tone, 0.5);
  const patterns = [
    repeat(4, (i) => rect(0, 196 + i * 200, 800, 5, room.tone)) +
      rect(300, 0, 5, 196, room.tone) +
      rect(520, 200, 5, 198, room.tone) +
      rect(180, 400, 5, 198, room.tone) +
      rect(610, 600, 5, 200, room.tone),
    area("M-20 520L560-20h300v240L180 820H-20z", cloth) + line("M20 560L600-10M120 820L820 170", room.tone, 8),
    repeat(25, (i) =>
      disc(80 + (i % 5) * 160 + (Math.floor(i / 5) % 2) * 80, 80 + Math.floor(i / 5) * 160, 9, room.tone),
    ),
    disc(400, 400, 330, cloth),
  ];
  return rect(0, 0, 800, 800, room.wall) + (patterns[(pick >> 2) % patterns.length] ?? "");
}

/** A row of stepped gables: each house one path, its windows another. */
function gables(room: Room): string {
  const house = (x: number, step: number, top: number): string => {
    const up = `h${step}v-36`.repeat(2);
    const down = `v36h${step}`.repeat(2);
    const windows = Array.from({ length: 6 }, (_, i) => {
      const [left, sill] = [x + step * (1.7 + (i % 2) * 2.4), top + 156 + Math.floor(i / 2) * 84];
      return `M${Math.round(left)} ${sill}v-36a12 12 0 0 1 ${step} 0v36z`;
    });
    return area(`M${x} 600V${top + 72}${up}h${step * 2}${down}V600z`, room.tone) + area(windows.join(""), room.wall);
  };
  return house(18, 28, 230) + house(196, 25, 140) + house(358, 32, 190) + house(562, 27, 110) + house(738, 28, 220);
}

function arch(room: Room): string {
  return (
    area("M150 580V330a250 250 0 0 1 500 0v250z", room.tone) +
    line("M112 580V330a288 288 0 0 1 576 0v250", room.tone, 6)
  );
}

function sun(room: Room): string {
  return disc(400, 360, 264, room.tone) + repeat(3, (i) => rect(80, 430 + i * 46, 640, 12 + i * 5, room.wall));
}

function harbourWindow(room: Room): string {
  const frame = mix(room.wall, "#ffffff", 0.45);
  const sky = mix(room.tone, "#cfe2ea", 0.55);
  const sea = mix(room.tone, "#35729f", 0.4);
  return [
    rect(150, 80, 500, 420, frame, 8),
    rect(172, 102, 456, 376, sky),
    rect(172, 330, 456, 148, sea),
    disc(540, 180, 38, "#fbeecb"),
    area("M232 330l70-110v110zM312 330v-86l48 86zM222 340h150l-24 26H244z", frame),
    line("M200 400h80M330 430h110M480 390h90", sky, 5),
    rect(394, 102, 12, 376, frame),
    rect(172, 262, 456, 10, frame),
    rect(130, 492, 540, 26, mix(room.wall, "#ffffff", 0.6), 6),
  ].join("");
}

function tiles(room: Room): string {
  return repeat(15, (i) => {
    const [x, y] = [(i % 5) * 160 + 8, 108 + Math.floor(i / 5) * 160];
    const middle =
      i % 2 ? area(`M${x + 72} ${y + 40}q40 32 0 64q-40-32 0-64z`, room.wall) : disc(x + 72, y + 72, 22, room.wall);
    return rect(x, y, 144, 144, room.tone, 10) + middle;
  });
}

function stripes(room: Room): string {
  return repeat(6, (i) => rect(40 + i * 136, 0, 62, 580, room.tone));
}

function shelf(room: Room): string {
  return [
    rect(80, 236, 640, 18, room.tone, 6),
    area("M140 254h16v44zM644 254h16v44z", room.tone),
    turned(
      190,
      [
        [20, 140, "corner"],
        [16, 160],
        [42, 200],
        [34, 236, "corner"],
      ],
      { fill: room.tone },
    ),
    rect(260, 150, 26, 86, room.tone, 3) + rect(290, 136, 20, 100, room.tone, 3) + rect(314, 160, 30, 76, room.tone, 3),
    turned(
      590,
      [
        [60, 180, "corner"],
        [54, 210],
        [24, 236, "corner"],
      ],
      { fill: room.tone },
    ),
    disc(672, 204, 32, room.tone),
  ].join("");
}

function bunting(room: Room): string {
  return (
    line("M-20 90Q400 260 820 90", room.tone, 6) +
    repeat(8, (i) => {
      const x = 30 + i * 100;
      const y = 174 - ((x + 28 - 400) / 420) ** 2 * 85;
      return area(`M${x} ${Math.round(y)}h56l-28 74z`, room.tone);
    })
  );
}
