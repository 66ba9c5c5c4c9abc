/** The colours of the catalogue: label and hex value. */

export const colours = {
  white: { label: "White", hex: "#f3eee3" },
  cream: { label: "Cream", hex: "#ecdcbd" },
  sand: { label: "Sand", hex: "#d8bd94" },
  oak: { label: "Oak", hex: "#c8996a" },
  walnut: { label: "Walnut", hex: "#7b5440" },
  brown: { label: "Brown", hex: "#8a5a3b" },
  black: { label: "Black", hex: "#33363c" },
  slate: { label: "Slate", hex: "#56636d" },
  grey: { label: "Grey", hex: "#9aa3a6" },
  steel: { label: "Steel", hex: "#b9c3c8" },
  navy: { label: "Navy", hex: "#27405c" },
  blue: { label: "Blue", hex: "#35729f" },
  sky: { label: "Sky blue", hex: "#8fbad0" },
  teal: { label: "Teal", hex: "#2f7f80" },
  green: { label: "Green", hex: "#4b7d5c" },
  olive: { label: "Olive", hex: "#868a4b" },
  sage: { label: "Sage", hex: "#a3b595" },
  yellow: { label: "Yellow", hex: "#ecbf4c" },
  ochre: { label: "Ochre", hex: "#d2932f" },
  orange: { label: "Orange", hex: "#dc7d43" },
  red: { label: "Red", hex: "#c04a3c" },
  brick: { label: "Brick", hex: "#a3533f" },
  rose: { label: "Rose", hex: "#dba39a" },
  copper: { label: "Copper", hex: "#c27548" },
  brass: { label: "Brass", hex: "#cda24d" },
  clear: { label: "Clear", hex: "#cfe2e1" },
} as const;

/** A colour by its name in the catalogue; also the value of the colour facet. */
export type ColourName = keyof typeof colours;
