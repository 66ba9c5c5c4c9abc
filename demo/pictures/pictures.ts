/** Product pictures: one SVG still life per product and view, drawn deterministically. */
import { type ColourName, colours as paints } from "../catalogue/colours.ts";
import type { CatalogueProduct, PictureSpec } from "../catalogue/types.ts";
import { companion, shadow } from "./companions.ts";
import type { Motif } from "./motif.ts";
import { motifs } from "./motifs/index.ts";
import { distance, inkFor, mix } from "./paint.ts";
import { interior, type Room, rooms, surface } from "./scene.ts";
import { disc, group, rect } from "./shapes.ts";

/** Characters of SVG that a picture may have before a second copy of its product is left out. */
const roomForTwo = 5600;

type Looks = Pick<PictureSpec, "colours" | "trim">;

/**
 * An SVG of 800 by 800, the same for the same product and view. View 0 shows the product in a room, view 1 its other
 * colour or a companion beside it, view 2 a detail. Refuses a view the product does not have.
 */
export function drawPicture(product: CatalogueProduct, view: number): string {
  const { motif: name, colours, trim, views } = product.picture;
  if (!Number.isInteger(view) || view < 0 || view >= views) {
    throw new RangeError(`${product.slug} has views 0 to ${views - 1}, not ${view}`);
  }
  const motif: Motif = motifs[name];
  const pick = seedOf(`${product.slug}/${view}`);
  const room = roomFor((view === 1 && colours[1]) || colours[0], trim, pick);
  const scene = [roomScene, companyScene, detailScene][view] ?? roomScene;
  const drawn = scene(motif, product.picture, room, pick);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">${drawn}</svg>\n`;
}

/** The alternative text of a view, for screen readers. Plain text, not HTML. */
export function describePicture(product: CatalogueProduct, view: number): string {
  const [main, other] = product.picture.colours;
  if (view === 2) return `${product.title}, seen closer`;
  if (view === 1 && other) return `${product.title}, also in ${paints[other].label.toLowerCase()}`;
  if (view === 1) return `${product.title} in the room`;
  return `${product.title}, ${paints[main].label.toLowerCase()}`;
}

function roomScene(motif: Motif, { colours, trim }: Looks, room: Room, pick: number): string {
  const drawn = motif.draw(inkFor(colours[0], trim ?? colours[1]));
  if (motif.stand === "flat") return surface(room, pick) + placed(drawn, 400, 400, 400, 400, 1.12);
  if (motif.stand === "hang") return interior(room, pick, "hang") + placed(drawn, 400, 150, 400, 140, 1.06);
  return interior(room, pick, "table") + shadow(400, 688, motif.half * 1.16) + placed(drawn, 400, 660, 400, 692, 1.16);
}

function companyScene(motif: Motif, { colours, trim }: Looks, room: Room, pick: number): string {
  const [first, second] = colours;
  const front = motif.draw(inkFor(second ?? first, trim ?? first));
  const beside = pick >> 3;
  if (motif.stand === "flat") return surface(room, pick) + placed(front, 400, 400, 400, 400, 1, 16);
  if (motif.stand === "hang") {
    return interior(room, pick, "hang") + placed(front, 400, 150, 330, 130, 0.92) + companion(beside, 676, 700);
  }
  const background = interior(room, pick, "table");
  if (second && motif.half <= 150 && background.length + 2 * front.length < roomForTwo) {
    return [
      background,
      shadow(262, 642, motif.half * 0.84),
      placed(motif.draw(inkFor(first, trim ?? second)), 400, 660, 262, 644, 0.84),
      shadow(520, 714, motif.half * 1.02),
      placed(front, 400, 660, 520, 716, 1.02),
    ].join("");
  }
  return [
    background,
    shadow(330, 678, motif.half * 0.92),
    placed(front, 400, 660, 330, 682, 0.92),
    companion(beside, 668, 724),
  ].join("");
}

function detailScene(motif: Motif, { colours, trim }: Looks, room: Room, pick: number): string {
  const drawn = motif.draw(inkFor(colours[0], trim ?? colours[1]));
  const [standing, side] = [motif.stand === "table", pick % 2 ? -1 : 1];
  const middle = { table: 510, hang: 350, flat: 400 }[motif.stand];
  return [
    rect(0, 0, 800, 800, room.wall),
    disc(400 - side * 210, 250, 310, mix(room.wall, room.tone, 0.8)),
    standing ? rect(0, 640, 800, 160, room.table) : "",
    placed((standing ? shadow(400, 658, motif.half) : "") + drawn, 400, middle, 400 + side * 50, 450, 1.55),
  ].join("");
}

/** A drawing with its point (fromX, fromY) put at (x, y), scaled and turned around it. */
function placed(drawn: string, fromX: number, fromY: number, x: number, y: number, scale: number, turn = 0): string {
  return group(group(drawn, { move: [-fromX, -fromY] }), { move: [x, y], turn, scale });
}

/** A room whose wall lets the colour stand out, and does not swallow the details. */
function roomFor(colour: ColourName, trim: ColourName | null, pick: number): Room {
  const away = (room: Room, name: ColourName): number => distance(room.wall, paints[name].hex);
  const fitting = rooms.filter((room) => away(room, colour) > 105 && (trim === null || away(room, trim) > 48));
  return fitting[pick % fitting.length] ?? rooms[0];
}

/** A number from a text, the same for ever: FNV-1a over its characters. */
function seedOf(text: string): number {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash >>> 3;
}
