/** Written against React, shipped as Preact: the packages that stand for those of React. */
export const alias = [
  { find: /^react(-dom)?$/, replacement: "preact/compat" },
  { find: "react-dom/client", replacement: "preact/compat/client" },
  { find: /^react\/(jsx-(?:dev-)?runtime)$/, replacement: "preact/$1" },
];
