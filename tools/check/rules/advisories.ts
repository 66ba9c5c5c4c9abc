/** Published advisories about packages that Hansa uses or has used, with the first version that each does not concern. */

export type Advisory = {
  package: string;
  /** Versions before this one are vulnerable. */
  fixedIn: string;
  id: string;
  title: string;
  /** Granted while the fixed version cannot be used: the vulnerability must be out of reach. docs/pins.md names it too. */
  exception?: { grantedOn: string; reason: string };
};

export const advisories: readonly Advisory[] = [
  {
    package: "@fastify/static",
    fixedIn: "10.1.1",
    id: "GHSA-83w8-p2f5-377r",
    title: "route guards are bypassed by `..` segments within the path",
  },
  {
    package: "@fastify/static",
    fixedIn: "10.1.2",
    id: "GHSA-8pvw-jcv7-9cmj",
    title: "`allowedPath` is bypassed by paths that are not canonical",
  },
  {
    package: "@fastify/static",
    fixedIn: "10.1.3",
    id: "GHSA-423g-23ch-w7c6",
    title: "route guards are bypassed by `.` and empty segments",
  },
  {
    package: "nodemailer",
    fixedIn: "9.1.1",
    id: "GHSA-2x7j-588g-ccc2",
    title: "denial of service by a crafted list of addresses",
  },
  {
    package: "nodemailer",
    fixedIn: "10.0.9",
    id: "nodemailer-10.0.9",
    title: "security fixes that were released for the newest major version only",
  },
  {
    package: "sanitize-html",
    fixedIn: "2.17.4",
    id: "GHSA-rpr9-rxv7-x643",
    title: "the content of a disallowed `xmp` element is passed through unescaped",
  },
  {
    package: "sanitize-html",
    fixedIn: "2.17.5",
    id: "GHSA-vccv-cmxp-4j9h",
    title: "`javascript:` addresses are left in attributes such as `formaction`",
  },
  {
    package: "sanitize-html",
    fixedIn: "2.17.6",
    id: "GHSA-jxwj-j7wr-gfrw",
    title: "`</textarea/>` gets disallowed elements past the list of allowed ones",
  },
  {
    package: "sanitize-html",
    fixedIn: "2.17.7",
    id: "GHSA-g8qq-57p8-ggw5",
    title: "SVG animations get addresses past the list of allowed schemes",
  },
];
