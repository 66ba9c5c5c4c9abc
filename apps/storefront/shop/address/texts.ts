/** Texts of the form of an address. */
import { defineTexts } from "../texts.ts";

export const addressTexts = defineTexts({
  en: {
    country: "Country",
    region: "Choose …",
    optional: (label: string) => `${label} (optional)`,
    countryUnknown: "The form of this country cannot be loaded at the moment. Choose it again.",
    checkFields: "Please check the marked fields.",
  },
  de: {
    country: "Land",
    region: "Bitte wählen …",
    optional: (label: string) => `${label} (freiwillig)`,
    countryUnknown: "Das Formular dieses Landes lässt sich gerade nicht laden. Bitte noch einmal wählen.",
    checkFields: "Bitte die markierten Felder prüfen.",
  },
});
