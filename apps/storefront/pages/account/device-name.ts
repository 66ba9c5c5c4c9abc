/** Names of devices, from the text with which a browser introduces itself. */

/** The first that is in the text is the name: many browsers name those that they are alike. */
const browsers = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["SamsungBrowser/", "Samsung Internet"],
  ["Firefox/", "Firefox"],
  ["FxiOS/", "Firefox"],
  ["CriOS/", "Chrome"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;

const systems = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS X", "Mac"],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
] as const;

/** A short name, such as `Firefox, Windows`. A program's own name is kept; null if it gave none. */
export function deviceName(introduction: string | null): string | null {
  if (introduction === null) return null;
  const browser = browsers.find(([mark]) => introduction.includes(mark))?.[1];
  const system = systems.find(([mark]) => introduction.includes(mark))?.[1];
  return [browser, system].filter(Boolean).join(", ") || introduction;
}
