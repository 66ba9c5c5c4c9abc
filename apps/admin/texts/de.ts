/** All texts of the back office in German, by the part that shows them. */
import type { SameTexts } from "@hansa/front/texts";
import type * as en from "./en.ts";

export const frame: SameTexts<typeof en.frame> = {
  office: "Hansa",
  skip: "Zum Inhalt",
  pages: "Seiten",
  home: "Start",
  orders: "Bestellungen",
  returns: "Rücksendungen",
  withdrawals: "Widerrufe",
  reviews: "Bewertungen",
  signOut: "Abmelden",
  signOutFailed: "Sie sind nicht abgemeldet: Der Shop ist nicht erreichbar. Versuchen Sie es noch einmal.",
  otherLanguage: "English",
  loading: "Wird geladen …",
  pageFailed: "Diese Seite konnte nicht geladen werden.",
  loadAgain: "Noch einmal laden",
  absent: "Diese Seite gibt es nicht",
  absentText: "Die Adresse führt nirgendwohin. Im Menü stehen die Seiten, die es gibt.",
  nothing: "Für Ihre Rolle gibt es noch nichts",
  nothingText: "Das Backoffice hat bisher keine Seite für Ihre Rolle. Der Graph hat alles, was sie darf.",
  notStaff: "Dieses Konto gehört nicht zum Personal",
  notStaffText: "Melden Sie sich ab und mit einem Konto des Personals an. Rollen vergibt die Administration.",
  refused: "Ihre Rolle erlaubt diese Seite nicht",
  refusedText: "Wenden Sie sich an die Administration, wenn Sie sie für Ihre Arbeit brauchen.",
};

export const signIn: SameTexts<typeof en.signIn> = {
  title: "Anmelden",
  first: "Das Backoffice ist für das Personal dieses Shops.",
  again: "Ihre Sitzung ist zu Ende. Melden Sie sich an, dann geht es hier weiter: Nichts ist verloren.",
  email: "E-Mail",
  password: "Passwort",
  press: "Anmelden",
  wrong: "E-Mail oder Passwort ist falsch.",
  tooOften: (minutes: number) =>
    minutes === 1 ? "Zu viele Versuche. Warten Sie eine Minute." : `Zu viele Versuche. Warten Sie ${minutes} Minuten.`,
  unreachable: "Die Konten sind nicht erreichbar. Versuchen Sie es gleich noch einmal.",
};

export const away: SameTexts<typeof en.away> = {
  accounts: "Die Konten sind nicht erreichbar. Die Seite liest sie von selbst noch einmal.",
  orders: "Die Bestellungen sind nicht erreichbar. Die Seite liest sie von selbst noch einmal.",
  ordersKept: "Die Bestellungen sind nicht erreichbar. Sie sehen den Stand von vorher; er wird von selbst erneuert.",
  productsKept: "Produkte sind nicht erreichbar. Sie sehen den Stand von vorher; er wird von selbst erneuert.",
  products: "Produkte sind nicht erreichbar. Die Seite liest sie von selbst noch einmal.",
  pictures: "Die Produkte sind nicht erreichbar: Bilder fehlen.",
  goods: "Die Produkte sind nicht erreichbar: Bilder und Bestand fehlen.",
  payments: "Die Zahlungen sind nicht erreichbar. Die Seite liest sie von selbst noch einmal.",
  people: "Die Konten sind nicht erreichbar: Namen von Personen fehlen.",
  pickGoods: "Die Produkte sind nicht erreichbar: Optionen, Strichcodes und Bilder fehlen.",
};

export const roles: SameTexts<typeof en.roles> = {
  CUSTOMER: "Kundschaft",
  SUPPORT: "Support",
  CATALOG_MANAGER: "Katalog",
  FULFILMENT: "Versand",
  FINANCE: "Buchhaltung",
  ADMIN: "Administration",
};

export const orderStates: SameTexts<typeof en.orderStates> = {
  PENDING_PAYMENT: "Zahlung offen",
  CONFIRMED: "Zu versenden",
  PARTIALLY_SHIPPED: "Teils versandt",
  SHIPPED: "Versandt",
  DELIVERED: "Zugestellt",
  COMPLETED: "Abgeschlossen",
  CANCELLED: "Storniert",
};

export const settlementStates: SameTexts<typeof en.settlementStates> = {
  UNPAID: "Unbezahlt",
  AUTHORIZED: "Autorisiert",
  PARTIALLY_PAID: "Teils bezahlt",
  PAID: "Bezahlt",
  REFUND_DUE: "Erstattung fällig",
  PARTIALLY_REFUNDED: "Teils erstattet",
  REFUNDED: "Erstattet",
};

export const holdReasons: SameTexts<typeof en.holdReasons> = {
  NEEDS_REVIEW: "Zu prüfen",
  REFUND_FAILED: "Eine Erstattung ist gescheitert",
  CUSTOMER_ERASED: "Daten der Kundschaft wurden gelöscht",
  MANUAL: "Vom Personal angehalten",
  WITHDRAWN: "Widerrufen",
};

export const orders: SameTexts<typeof en.orders> = {
  select: (number: string) => `Bestellung ${number} auswählen`,
  send: "Versenden",
  title: "Bestellungen",
  views: "Listen von Bestellungen",
  "to-prepare": "Zusammenzustellen",
  "to-pack": "Zu packen",
  "to-hand-over": "Zu übergeben",
  "to-send-again": "Noch einmal zu senden",
  all: "Alle",
  "on-hold": "Angehalten",
  "refund-failed": "Erstattung gescheitert",
  "awaits-payment": "Zahlung offen",
  cancelled: "Storniert",
  count: (count: string) => `${count} Bestellungen`,
  find: "Nummer, Name, E-Mail, SKU oder Sendung",
  moreFilters: "Weitere Filter",
  settlement: "Geld",
  anySettlement: "Jeder Stand",
  from: "Bestellt ab",
  until: "Bestellt bis",
  order: "Bestellung",
  customer: "Kundschaft",
  goods: "Waren",
  state: "Stand",
  money: "Geld",
  total: "Summe",
  placed: "Bestellt",
  empty: "In dieser Liste steht keine Bestellung.",
  emptyFound: "Keine Bestellung dieser Liste passt zu den Filtern.",
  inAll: "In allen Bestellungen suchen",
};

export const order: SameTexts<typeof en.order> = {
  title: (number: string) => `Bestellung ${number}`,
  back: "Bestellungen",
  placed: (time: string) => `Bestellt am ${time}`,
  invoice: (number: string) => `Rechnung ${number}`,
  receipt: "Bestellbestätigung",
  onHold: (reason: string, since: string) => `Angehalten seit ${since}: ${reason}`,
  goods: "Waren",
  units: (count: number) => (count === 1 ? "1 Stück" : `${count} Stück`),
  free: (count: number) => `${count} frei im Bestand`,
  cancelled: (count: number) => `${count} storniert`,
  shipped: (count: number) => `${count} versandt`,
  delivered: (count: number) => `${count} zugestellt`,
  returned: (count: number) => `${count} zurückgekommen`,
  resendable: (count: number) => `${count} noch einmal zu senden`,
  refunded: (count: number) => `${count} erstattet`,
  reduced: (amount: string) => `um ${amount} gemindert`,
  parcels: "Pakete",
  noParcels: "Noch ist nichts vorbereitet.",
  fulfilment: (time: string) => `Vorbereitet am ${time}`,
  resend: "Noch einmal gesandt",
  cancelledFulfilment: "Storniert",
  putBack: "Zurückzulegen",
  packed: "Noch nicht gepackt",
  track: "Sendungsverfolgung",
  money: "Geld",
  subtotal: "Waren",
  discount: "Rabatt",
  shipping: "Versand",
  tax: "Steuer",
  includedTax: "Enthaltene Steuer",
  rounding: "Rundung",
  total: "Summe",
  due: "Noch zu zahlen",
  taxOf: (name: string, base: string) => `${name} von ${base}`,
  payments: "Zahlungen",
  noPayments: "Es gibt keine Zahlung.",
  captured: (amount: string) => `${amount} eingezogen`,
  refundedOf: (amount: string) => `${amount} erstattet`,
  pendingOf: (amount: string) => `${amount} Erstattung läuft`,
  failure: (code: string) => `Der Anbieter meldet: ${code}`,
  dispute: (amount: string, state: string) => `Rückbuchung über ${amount}: ${state}`,
  card: "Karte",
  refunds: "Erstattungen",
  returns: "Rücksendungen",
  returnOf: (time: string) => `Angefragt am ${time}`,
  withdrawals: "Widerrufe",
  dueBy: (time: string) => `Erstattung fällig bis ${time}`,
  customer: "Kundschaft",
  guest: "Ohne Konto",
  erased: "Die Daten der Kundschaft wurden gelöscht.",
  shipTo: "Lieferung an",
  billTo: "Rechnung an",
  sameAddress: "Dieselbe Anschrift",
  correct: "Berichtigen",
  notes: "Notizen",
  noNotes: "Keine Notizen. Nur das Personal sieht sie.",
  note: "Notiz",
  addNote: "Notiz speichern",
  hold: "Anhalten",
  holdTitle: "Bestellung anhalten",
  holdHint: "Bis zur Freigabe wird nichts versandt. Der Grund wird eine Notiz.",
  reason: "Grund",
  release: "Freigeben",
  releaseTitle: "Bestellung freigeben",
  releaseHint: "Die Bestellung geht weiter. Ihr Befund wird eine Notiz.",
  findings: "Befund",
  invalid: "Schreiben Sie 1 bis 2000 Zeichen.",
  loading: "Wird geladen …",
  send: "Versenden",
  sendAgain: "Noch einmal senden",
  refund: "Erstatten",
  cancelOrder: "Stornieren",
  parcelIs: (status: string) => `Das Paket hat sich inzwischen geändert. Sein Stand: ${status}.`,
  trackingNumber: "Sendungsnummer",
  trackingUrl: "Seite der Sendungsverfolgung",
  putBackPress: "Zurückgelegt",
  capture: "Einziehen",
};

export const addressLines: SameTexts<typeof en.addressLines> = { vatId: (id: string) => `USt-IdNr. ${id}` };

export const cancelReasons: SameTexts<typeof en.cancelReasons> = {
  OUT_OF_STOCK: "Storniert: Die Waren waren ausverkauft",
  PAYMENT_REFUSED: "Storniert: Die Zahlung wurde abgelehnt",
  CUSTOMER: "Von der Kundschaft storniert",
  SHOP: "Vom Shop storniert",
};

export const shipmentStatuses: SameTexts<typeof en.shipmentStatuses> = {
  READY: "Gepackt",
  SHIPPED: "Versandt",
  IN_TRANSIT: "Unterwegs",
  OUT_FOR_DELIVERY: "In Zustellung",
  DELIVERED: "Zugestellt",
  LOST: "Verloren",
  RETURNED: "Zurückgekommen",
  UNPACKED: "Ausgepackt",
};

export const paymentStates: SameTexts<typeof en.paymentStates> = {
  CREATED: "Angelegt",
  REQUIRES_ACTION: "Wartet auf die Kundschaft",
  PROCESSING: "In Arbeit",
  AUTHORIZED: "Autorisiert",
  PARTIALLY_CAPTURED: "Teils eingezogen",
  CAPTURED: "Eingezogen",
  PARTIALLY_REFUNDED: "Teils erstattet",
  REFUNDED: "Erstattet",
  VOIDED: "Aufgehoben",
  FAILED: "Gescheitert",
  EXPIRED: "Abgelaufen",
};

export const disputeStates: SameTexts<typeof en.disputeStates> = { OPEN: "offen", WON: "gewonnen", LOST: "verloren" };

export const refundStates: SameTexts<typeof en.refundStates> = {
  PENDING: "Läuft",
  SUCCEEDED: "Erledigt",
  FAILED: "Gescheitert",
};

export const returnStates: SameTexts<typeof en.returnStates> = {
  REQUESTED: "Angefragt",
  APPROVED: "Genehmigt",
  REJECTED: "Abgelehnt",
  RECEIVED: "Eingetroffen",
  REFUNDED: "Erstattet",
  CLOSED: "Geschlossen",
};

export const withdrawalStates: SameTexts<typeof en.withdrawalStates> = {
  UNCONFIRMED: "Zu bestätigen",
  RECEIVED: "Wirksam",
  SETTLED: "Abgewickelt",
  CONTESTED: "Bestritten",
  UNMATCHED: "Ohne Bestellung",
};

export const history: SameTexts<typeof en.history> = { title: "Verlauf" };

export const orderEvents: SameTexts<typeof en.orderEvents> = {
  PLACED: "Die Bestellung ging ein.",
  PAYMENT_CAPTURED: "Die Zahlung wurde eingezogen.",
  CONFIRMED: "Die Bestellung wurde bestätigt.",
  HELD: "Die Bestellung wurde angehalten.",
  CANCELLED: "Die Bestellung wurde storniert.",
  RESUMED: "Die Bestellung wurde freigegeben.",
  PAYMENT_RELEASED: "Die Autorisierung wurde aufgehoben.",
  CANCEL_REQUESTED: "Eine Stornierung wurde verlangt.",
  LINES_CANCELLED: "Teile wurden storniert.",
  FULFILMENT_CREATED: "Waren wurden vorbereitet.",
  SHIPPED: "Ein Paket wurde versandt.",
  DELIVERED: "Ein Paket wurde zugestellt.",
  HANDED_OVER: "Waren wurden übergeben.",
  PARCEL_LOST: "Ein Paket ging verloren.",
  PARCEL_RETURNED: "Ein Paket kam zurück.",
  UNPACKED: "Ein Paket wurde ausgepackt.",
  COMPLETED: "Die Bestellung ist abgeschlossen.",
  RETURN_REQUESTED: "Eine Rücksendung wurde angefragt.",
  RETURN_APPROVED: "Die Rücksendung wurde genehmigt.",
  RETURN_REJECTED: "Die Rücksendung wurde abgelehnt.",
  RETURN_RECEIVED: "Rücksendungen sind eingetroffen.",
  RETURN_CLOSED: "Eine Rücksendung wurde geschlossen.",
  WITHDRAWAL_DECLARED: "Ein Widerruf ging ein.",
  WITHDRAWAL_CONFIRMED: "Ein Widerruf wurde bestätigt.",
  REFUNDED: "Geld wurde erstattet.",
  REFUND_FAILED: "Eine Erstattung ist gescheitert.",
  DISPUTED: "Die Zahlung wurde zurückgebucht.",
  MAIL_REFUSED: "Eine Mail wurde abgewiesen: Die Adresse ist womöglich falsch.",
  CONTACT_UPDATED: "Die Kontaktdaten wurden berichtigt.",
};

export const parcelPresses: SameTexts<typeof en.parcelPresses> = {
  READY: "Gepackt",
  SHIPPED: "Übergeben",
  IN_TRANSIT: "Unterwegs",
  OUT_FOR_DELIVERY: "In Zustellung",
  DELIVERED: "Zugestellt",
  LOST: "Verloren",
  RETURNED: "Zurückgekommen",
  UNPACKED: "Auspacken",
};

export const parcelHints: SameTexts<typeof en.parcelHints> = {
  READY: "Das Paket ist gepackt und wartet.",
  SHIPPED: "Die Kundschaft erhält eine Mail mit der Sendungsnummer. Auspacken lässt sich das Paket dann nicht mehr.",
  IN_TRANSIT: "Das Paket ist beim Zusteller.",
  OUT_FOR_DELIVERY: "Das Paket wird heute zugestellt.",
  DELIVERED:
    "Das ist endgültig. Mit dem letzten Paket ist die Bestellung zugestellt, und die Frist für Rücksendungen beginnt.",
  LOST: "Eine Bestellung, deren Pakete alle verloren sind, wird angehalten. Ein Paket kann sich noch finden.",
  RETURNED:
    "Das ist endgültig. Die Waren lassen sich noch einmal senden oder erstatten und wieder in den Bestand nehmen.",
  UNPACKED: "Das ist endgültig. Die Waren warten wieder aufs Packen und lassen sich stornieren.",
};

export const mails: SameTexts<typeof en.mails> = {
  title: "Mails",
  none: "Keine Mail ist vermerkt.",
  again: "Noch einmal senden",
  againTitle: (kind: string) => `Noch einmal senden: ${kind}`,
  againHint: (email: string) => `Sie geht an ${email}, mit dem Stand von jetzt.`,
  sent: (time: string) => `Gesandt ${time}`,
  waits: (time: string) => `Eingereiht ${time}, nicht gesandt`,
  refused: (time: string) => `Abgewiesen ${time}`,
  tooOften: (minutes: number) =>
    minutes === 1
      ? "So viele Mails gingen schon noch einmal hinaus. Warten Sie eine Minute."
      : `So viele Mails gingen schon noch einmal hinaus. Warten Sie ${minutes} Minuten.`,
};

export const mailKinds: SameTexts<typeof en.mailKinds> = {
  CONFIRMED: "Bestellbestätigung",
  CANCELLED: "Stornierung",
  LINES_CANCELLED: "Stornierung von Teilen",
  SHIPPED: "Paket versandt",
  REFUNDED: "Erstattung",
  RETURN_APPROVED: "Rücksendung genehmigt",
  RETURN_REJECTED: "Rücksendung abgelehnt",
  RETURN_RECEIVED: "Rücksendung eingetroffen",
  RETURN_CLOSED: "Rücksendung geschlossen",
  WITHDRAWAL_RECEIVED: "Widerruf eingegangen",
  CONTACT_UPDATED: "Kontakt berichtigt",
  CONTACT_FORMER: "Kontakt berichtigt, an die vorige Adresse",
};

export const noOrder: SameTexts<typeof en.noOrder> = {
  absent: "Diese Bestellung gibt es nicht.",
  loading: "Wird geladen …",
};

export const change: SameTexts<typeof en.change> = {
  back: "Zurück",
  done: "Das ist erledigt.",
  changed: "Das hat sich inzwischen geändert: Es steht hier, wie es jetzt ist.",
  marked: "Sehen Sie die markierten Felder an. Nichts ist geschehen.",
  unknown: "Es ist nicht bekannt, ob das geschehen ist. Sehen Sie nach, bevor Sie es noch einmal versuchen.",
  unknownOnce: "Es ist nicht bekannt, ob das geschehen ist. Drücken Sie noch einmal: Es geschieht nur ein Mal.",
  keyReused:
    "Das vorige Drücken hat gewirkt, mit den Angaben von vorhin. Sehen Sie nach, und drücken Sie dann für mehr.",
  refused: "Der Shop hat das abgelehnt.",
  notDone: "Die Konten sind nicht erreichbar, und nichts ist geschehen. Versuchen Sie es gleich noch einmal.",
  signedOut: "Sie waren abgemeldet, und nichts ist geschehen. Drücken Sie noch einmal.",
  lookFirst: "Noch ist nichts geschehen. Sehen Sie an, was hier steht, und drücken Sie noch einmal.",
  noPreview: "Der Shop kann gerade nicht sagen, was daraus wird. Drücken Sie, um noch einmal zu fragen.",
  noAmount: "Schreiben Sie einen Betrag, etwa 12,50.",
  other: "Der Shop hat diese Angabe abgelehnt.",
  cardNumber:
    "Die Notiz ist gespeichert, sieht aber aus, als enthielte sie eine Kartennummer. Die gehört in keine Notiz.",
};

export const lateForm: SameTexts<typeof en.lateForm> = {
  loading: "Wird geladen …",
  failed: "Dieser Teil konnte nicht geladen werden.",
};

export const changePage: SameTexts<typeof en.changePage> = { back: (number: string) => `Bestellung ${number}` };

export const units: SameTexts<typeof en.units> = {
  of: (title: string) => `Stück von ${title}`,
  left: (count: number) => `von ${count}`,
};

export const refusals: SameTexts<typeof en.refusals> = {
  left: (count: number) =>
    count === 0 ? "Keins ist übrig." : count === 1 ? "Nur 1 ist übrig." : `Nur ${count} sind übrig.`,
  atMost: (amount: string) => `Höchstens ${amount} sind übrig.`,
};

export const transitionCauses: SameTexts<typeof en.transitionCauses> = {
  ORDER_STATE: "Die Bestellung hat inzwischen einen anderen Stand: Damit geht das nicht.",
  ON_HOLD: "Die Bestellung ist angehalten. Geben Sie sie zuerst frei.",
  NOT_ON_HOLD: "Die Bestellung ist nicht angehalten.",
  PACKED:
    "Etwas von der Bestellung ist gepackt. Packen Sie es zuerst aus, oder stornieren Sie nur, was nicht gepackt ist.",
  NOTHING_LEFT: "Von der Bestellung ist dafür nichts übrig.",
  CANCELLATION_REQUESTED: "Die Bestellung wird bereits storniert.",
  CAPTURED_ON_PLACEMENT: "Das Geld wurde bei der Bestellung eingezogen.",
  NOT_CAPTURED: "Das Geld ist noch nicht eingezogen. Ziehen Sie es zuerst ein, oder stornieren Sie die Bestellung.",
  PARTLY_REVERSED: "Etwas von der Bestellung wurde versandt, storniert, erstattet oder zurückgebucht.",
  TAX_NOT_LOWER: "Die USt-IdNr. senkt die Steuer dieser Bestellung nicht.",
  MAIL_UNKNOWN: "Zu dieser Bestellung gab es keine solche E-Mail.",
  MAIL_OUTDATED: "Der Inhalt der E-Mail stimmt nicht mehr.",
  MAIL_LIMIT: "Die E-Mails zu dieser Bestellung wurden so oft wie möglich noch einmal gesendet.",
};

export const quantityCauses: SameTexts<typeof en.quantityCauses> = {
  PACKED_OR_SENT: "Die anderen sind gepackt, versandt oder storniert.",
  ALREADY_SET_ASIDE: "Die anderen sind schon vorbereitet, storniert oder werden erstattet.",
  NOT_RESENDABLE: "Nur was zurückkam oder ersetzt wird, lässt sich noch einmal senden.",
  NOT_IN_FULFILMENT: "Die anderen sind schon gepackt.",
  NOT_CANCELLED: "Die anderen wurden nicht storniert oder liegen schon zurück.",
  ALREADY_REFUNDED: "Die anderen sind schon erstattet oder gepackt. Packen Sie sie zuerst aus.",
  NOT_RETURNABLE: "Die anderen sind nicht angekommen oder in einer anderen Rücksendung.",
  RETURN_REJECTED: "Die Rücksendung der anderen wurde abgelehnt.",
  NOT_ANNOUNCED: "Die anderen wurden nicht zugestellt oder sind in anderen Rücksendungen.",
  NOT_RECEIVED: "Die anderen der Rücksendung sind nicht eingetroffen.",
  NOT_SENT: "Nur was versandt war und nicht wieder im Bestand ist, kommt in den Bestand.",
};

export const problems: SameTexts<typeof en.problems> = {
  EMPTY: "Wählen Sie mindestens eins.",
  TOO_SMALL: "Nehmen Sie mindestens eins.",
  NEGATIVE: "Schreiben Sie null oder mehr.",
  LENGTH: "Schreiben Sie etwas, aber nicht zu viel.",
  TOO_LONG: "Das ist zu lang.",
  FORMAT: "Schreiben Sie eine Adresse, die mit https:// beginnt.",
  UNKNOWN_LINE: "Die Bestellung hat keine solche Position.",
  NOT_SENT: "Etwas davon geht ohne Paket.",
  UNSENT: "Weniger als ihr Wert gilt nur für versandte Stücke.",
  DUPLICATE: "Mindern Sie den Preis einer Position ein Mal.",
  PAYABLE_STEP: "Einen solchen Betrag nimmt der Zahlungsanbieter nicht: Beachten Sie den kleinsten Schritt.",
  CARD_NUMBER: "Das sieht aus, als enthielte es eine Kartennummer.",
  ALL_ARRIVED: "Alles ist eingetroffen.",
  ALL_REFUNDED: "Alles Eingetroffene ist erstattet oder wird es gerade.",
  RESTOCKED: "Ein Stück liegt schon wieder im Bestand: Erstatten Sie es.",
  DECLARED: "Ein Widerruf dieser Waren wartet auf seine Bestätigung.",
  CHANGED: "Das hat sich inzwischen geändert. Versuchen Sie es noch einmal.",
};

export const send: SameTexts<typeof en.send> = {
  title: (number: string) => `Bestellung ${number} versenden`,
  titleAgain: (number: string) => `Bestellung ${number} noch einmal senden`,
  onHold: (reason: string) => `Die Bestellung ist angehalten: ${reason}. Bis zur Freigabe wird nichts versandt.`,
  nothing: "Nichts wartet auf den Versand.",
  to: (address: string) => `An ${address}`,
  units: "Stücke im Paket",
  carrier: "Zusteller",
  trackingNumber: "Sendungsnummer",
  trackingUrl: "Seite der Sendungsverfolgung",
  leaves: "Das Paket",
  leavesNow: "geht jetzt ab: Die Kundschaft erhält eine Mail",
  leavesLater: "ist gepackt und geht später ab",
  send: (units: number) => `${units} Stück versenden`,
  pack: (units: number) => `${units} Stück packen`,
  sent: (units: number) => `${units} Stück versandt.`,
  packed: (units: number) => `${units} Stück gepackt.`,
};

export const refund: SameTexts<typeof en.refund> = {
  title: (number: string) => `Bestellung ${number} erstatten`,
  nothing: "Von dieser Bestellung lässt sich jetzt nichts erstatten.",
  units: "Stücke, deren Preis erstattet wird",
  more: "Anderer Betrag, Bestand",
  less: "Betrag statt ihres Wertes",
  lessHint: "Ohne Stücke: ein niedrigerer Preis für Waren, die bleiben.",
  restock: "Sie sind zurück und kommen in den Bestand",
  shipping: "Versand",
  shippingAtMost: (amount: string) => `Versand, höchstens ${amount}`,
  goodwill: "Kulanz",
  goodwillField: "Kulanz, für keine Waren",
  step: (amount: string) => `In Schritten von ${amount}.`,
  unsent: "Stücke, die nicht versandt sind,",
  unsentCancelled: "werden storniert und kommen in den Bestand",
  unsentSent: "werden trotzdem versandt",
  reason: "Grund",
  nothingChosen: "Wählen Sie Stücke, oder schreiben Sie einen Betrag.",
  refund: "Erstatten",
  refundOf: (amount: string) => `${amount} erstatten`,
  amount: "Die Kundschaft erhält",
  heldBack: "Der Shop behält vom Preis",
  after: "Danach noch zu erstatten",
  cancels: "Wird storniert:",
  reduction: (title: string) => `Niedrigerer Preis: ${title}`,
  shippingDue: (amount: string) => `Fälliger Versand: ${amount}`,
  nothingReturned: "Wählen Sie Stücke oder den Versand.",
  returnedReason: "Die Waren kamen zurück.",
};

export const refunded: SameTexts<typeof en.refunded> = {
  SUCCEEDED: (amount: string) => `${amount} wurden erstattet.`,
  PENDING: (amount: string) => `Die Erstattung von ${amount} läuft.`,
  FAILED: (amount: string) => `Die Erstattung von ${amount} ist gescheitert.`,
};

export const cancel: SameTexts<typeof en.cancel> = {
  title: (number: string) => `Bestellung ${number} stornieren`,
  nothing: "Von dieser Bestellung lässt sich jetzt nichts stornieren.",
  scope: "Storniert wird",
  whole: "die ganze Bestellung",
  parts: "ein Teil davon",
  units: "Stücke, die storniert werden",
  note: "Grund",
  noteHint: "Nur das Personal liest ihn.",
  nothingChosen: "Wählen Sie mindestens ein Stück.",
  refunded: "Die Kundschaft erhält",
  shipping: "Davon für den Versand",
  released: "Autorisiert, wird nie eingezogen",
  cancelsOrder: "Von der Bestellung bleibt nichts zu versenden.",
  keepsOrder: "Der Rest der Bestellung geht weiter.",
  pressWhole: "Bestellung stornieren",
  pressUnits: (units: number) => `${units} Stück stornieren`,
  andRefund: (what: string, amount: string) => `${what}, ${amount} erstatten`,
  andRelease: (what: string, amount: string) => `${what}, ${amount} freigeben`,
  cancelledWhole: "Die Bestellung ist storniert.",
  cancelledParts: "Die Stücke sind storniert.",
};

export const capture: SameTexts<typeof en.capture> = {
  title: (number: string) => `Geld der Bestellung ${number} einziehen`,
  nothing: "Von dieser Bestellung lässt sich jetzt nichts einziehen.",
  hint: "Autorisiertes Geld wird jetzt eingezogen, auch für Waren, die noch nicht versandt sind.",
  amount: "Betrag",
  due: (amount: string) => `${amount} sind noch zu zahlen.`,
  capture: "Einziehen",
  captureOf: (amount: string) => `${amount} einziehen`,
  done: (amount: string) => `${amount} wurden eingezogen.`,
  pending: (amount: string) => `Der Einzug von ${amount} läuft.`,
  refused: "Der Zahlungsanbieter hat den Einzug abgelehnt. Die Bestellung ist angehalten.",
};

export const contact: SameTexts<typeof en.contact> = {
  title: (number: string) => `Kontakt der Bestellung ${number} berichtigen`,
  nothing:
    "Der Kontakt dieser Bestellung lässt sich jetzt nicht berichtigen: Sie entsteht gerade, oder etwas von ihr ist gepackt oder fort.",
  loading: "Wird geladen …",
  hint: "Mit einer anderen E-Mail-Adresse enden die Links der Bestellung: Neue gehen an sie, und eine Mail ohne Links geht an die vorige. Die Rechnung behält ihre Anschrift.",
  email: "E-Mail",
  shipTo: (country: string) => `Lieferanschrift in: ${country}`,
  noRegion: "Bitte wählen …",
  press: "Kontakt berichtigen",
  nothingChanged: "Noch ist nichts geändert.",
  done: "Der Kontakt ist berichtigt.",
  doneByMail: "Der Kontakt ist berichtigt. Eine Mail mit neuen Links geht an die neue Adresse.",
  changed:
    "Die Bestellung hat sich inzwischen geändert, und nichts ist geschehen. Ihr Text bleibt; die anderen Felder zeigen, wie es jetzt ist. Drücken Sie noch einmal, wenn er noch gilt.",
  otherTaxes: "An dieser Anschrift gelten andere Steuern. Stornieren Sie die Bestellung, und lassen Sie neu bestellen.",
  packed: "Etwas von der Bestellung ist gepackt. Packen Sie es zuerst aus.",
};

export const contactProblems: SameTexts<typeof en.contactProblems> = {
  EMPTY: "Dieses Feld wird gebraucht.",
  TOO_LONG: "Das ist zu lang.",
  FORMAT: "Das hat nicht die Form, die in diesem Land üblich ist.",
  "email.FORMAT": "Das ist keine E-Mail-Adresse.",
  LOCAL_PART: "Viele Mailserver stellen an solche Buchstaben vor dem @ nicht zu.",
  "vatId.FORMAT": "Das ist keine USt-IdNr.: Sehen Sie Buchstaben und Ziffern an.",
  UNKNOWN: "Das ist in diesem Land nicht bekannt.",
  AMBIGUOUS: "Davon gibt es mehrere.",
  OTHER_REGION: "Das gehört zu einer anderen Region.",
  TOO_COARSE: "In dieser Region gelten verschiedene Steuern: Wählen Sie einen Teil von ihr.",
  NOT_SENT: "Von dieser Bestellung wird nichts versandt.",
  BEING_ERASED: "Die Daten einer Person mit dieser Adresse werden gerade gelöscht.",
};

export const customer: SameTexts<typeof en.customer> = {
  title: "Kundschaft",
  back: "Bestellungen",
  absent: "Dieses Konto gibt es nicht: Vielleicht wurde es gelöscht.",
  loading: "Wird geladen …",
  account: "Konto",
  email: "E-Mail",
  unverified: "nicht bestätigt",
  role: "Rolle",
  since: "Seit",
  addresses: "Anschriften",
  noAddresses: "Keine Anschrift ist gespeichert.",
  orders: "Bestellungen",
  noOrders: "Mit diesem Konto wurde nichts bestellt.",
};

export const reviews: SameTexts<typeof en.reviews> = {
  title: "Bewertungen",
  views: "Listen von Bewertungen",
  approved: (count: number) =>
    count === 1 ? "1 Bewertung ist freigegeben." : `${count} Bewertungen sind freigegeben.`,
  rejected: (count: number) => (count === 1 ? "1 Bewertung ist abgelehnt." : `${count} Bewertungen sind abgelehnt.`),
  count: (count: string) => `${count} Bewertungen`,
  ofProduct: (title: string) => `Nur Bewertungen von ${title}.`,
  ofAll: "Die aller Produkte zeigen",
  choose: "Auswahl",
  select: (name: string) => `${name} auswählen`,
  approve: (count: number) => `${count} freigeben`,
  reject: (count: number) => `${count} ablehnen`,
  rewritten: "Sie hat sich geändert, seit Sie sie gelesen haben, und ist nicht entschieden. Lesen Sie sie noch einmal.",
  review: "Bewertung",
  product: "Produkt",
  author: "Verfasst von",
  status: "Stand",
  written: "Verfasst",
  stars: (count: number) => `${count} von 5 Sternen`,
  bought: "hat es hier gekauft",
  erased: "Gelöscht",
  empty: "In dieser Liste steht keine Bewertung.",
};

export const reviewViews: SameTexts<typeof en.reviewViews> = {
  pending: "Zu entscheiden",
  all: "Alle",
  approved: "Freigegeben",
  rejected: "Abgelehnt",
};

export const reviewStatuses: SameTexts<typeof en.reviewStatuses> = {
  PENDING: "Zu entscheiden",
  APPROVED: "Freigegeben",
  REJECTED: "Abgelehnt",
};

export const putBack: SameTexts<typeof en.putBack> = {
  title: (number: string) => `Waren der Bestellung ${number} zurücklegen`,
  nothing: "Von dieser Bestellung ist nichts zurückzulegen.",
  units: "Stücke, die zurückliegen",
  press: "Zurückgelegt",
  done: "Sie liegen wieder im Regal.",
};

export const selection: SameTexts<typeof en.selection> = {
  all: "Alle dieser Seite auswählen",
  count: (count: number) => `${count} ausgewählt`,
};

export const printLinks: SameTexts<typeof en.printLinks> = {
  pickList: "Pickliste",
  slips: "Packzettel",
  slip: "Packzettel",
};

export const chosen: SameTexts<typeof en.chosen> = {
  back: "Bestellungen",
  none: "Es ist keine Bestellung ausgewählt. Wählen Sie Bestellungen in ihrer Liste aus.",
  many: (most: number) => `Das sind zu viele Bestellungen für eine Seite. Wählen Sie in der Liste bis zu ${most} aus.`,
  invalid: "Die Adresse dieser Seite ist ungültig. Wählen Sie Bestellungen in ihrer Liste aus.",
  missing: (count: number) => (count === 1 ? "1 Bestellung gibt es nicht." : `${count} Bestellungen gibt es nicht.`),
};

export const printed: SameTexts<typeof en.printed> = {
  print: "Drucken",
  held: (numbers: string, reason: string) => `Nicht gedruckt, da angehalten (${reason}): ${numbers}.`,
  without: (numbers: string) => `Nicht gedruckt, da nichts davon wartet: ${numbers}.`,
};

export const sendOrders: SameTexts<typeof en.sendOrders> = {
  title: "Bestellungen versenden",
  hint: "Es geht alles ab, was zusammenzustellen oder zu packen ist. Stücke auslassen können Sie auf der Seite einer Bestellung, hinter ihrer Nummer.",
  onHold: (reason: string) => `Angehalten: ${reason}. Bis zur Freigabe wird nichts versandt.`,
  part: (units: number, title: string) => `${units} × ${title}`,
  leaves: "Die Pakete",
  leavesNow: "gehen jetzt ab: Die Kundschaft erhält je eine Mail",
  leavesLater: "sind gepackt und gehen später ab",
  send: (units: number, parcels: number) =>
    `${units} Stück in ${parcels === 1 ? "1 Paket" : `${parcels} Paketen`} versenden`,
  pack: (units: number, parcels: number) =>
    `${units} Stück in ${parcels === 1 ? "1 Paket" : `${parcels} Paketen`} packen`,
  sent: (parcels: number) => (parcels === 1 ? "1 Paket wurde versandt." : `${parcels} Pakete wurden versandt.`),
  packed: (parcels: number) => (parcels === 1 ? "1 Paket ist gepackt." : `${parcels} Pakete sind gepackt.`),
  nothing: "Davon ist nichts zusammenzustellen oder zu packen.",
};

export const pickList: SameTexts<typeof en.pickList> = {
  title: "Pickliste",
  of: (orders: number, time: string) => (orders === 1 ? `1 Bestellung, ${time}` : `${orders} Bestellungen, ${time}`),
  units: "Stücke",
  part: (units: number, number: string) => `${units} × ${number}`,
  nothing: "Von diesen Bestellungen ist nichts zusammenzustellen.",
};

export const slips: SameTexts<typeof en.slips> = {
  title: "Packzettel",
  slip: (number: string) => `Bestellung ${number}`,
  noShop: "Der Name des Shops ist nicht erreichbar.",
  placed: (day: string) => `Bestellt am ${day}`,
  asOf: (time: string) => `Stand ${time}`,
  noAddress: "Ohne Adresse: nichts wird versandt.",
  erased: "Gelöscht",
  units: "Stücke",
  goods: "Waren",
  nothing: "Von diesen Bestellungen wartet nichts auf den Versand.",
};

export const list: SameTexts<typeof en.list> = {
  filter: "Filtern",
  clear: "Zurücksetzen",
  units: (count: number) => (count === 1 ? "1 Stück" : `${count} Stück`),
  others: (count: number) => `+ ${count}`,
  erased: "Gelöscht",
  refused: "Die Adresse dieser Seite der Liste gilt nicht mehr.",
  toFirst: "Zur ersten Seite",
  newer: "Vorige Seite",
  older: "Nächste Seite",
  furtherPages: "Weitere Seiten",
  loading: "Wird geladen …",
};

export const home: SameTexts<typeof en.home> = {
  title: "Start",
  orders: "Bestellungen",
  toPrepare: "Zusammenzustellen",
  toPack: "Zu packen",
  toHandOver: "Zu übergeben",
  toSendAgain: "Noch einmal zu senden",
  onHold: "Angehalten",
  refundFailed: "Mit gescheiterter Erstattung",
  returns: "Rücksendungen und Widerrufe",
  requested: "Rücksendungen zu entscheiden",
  approved: "Rücksendungen unterwegs",
  received: "Rücksendungen zu erstatten",
  due: "Widerrufe abzuwickeln",
  unconfirmed: "Widerrufe zu bestätigen",
  unmatched: "Widerrufe ohne Bestellung",
  money: "Zahlungen",
  disputes: "Offene Rückbuchungen",
  goods: "Waren",
  reviews: "Bewertungen zu prüfen",
  lowStock: "Varianten mit wenig Bestand",
};

export const returns: SameTexts<typeof en.returns> = {
  title: "Rücksendungen",
  views: "Listen von Rücksendungen",
  requested: "Zu entscheiden",
  approved: "Unterwegs",
  received: "Zu erstatten",
  all: "Alle",
  refunded: "Erstattet",
  rejected: "Abgelehnt",
  closed: "Geschlossen",
  count: (count: string) => `${count} Rücksendungen`,
  find: "Nummer, Name, E-Mail, SKU oder Sendung",
  order: "Bestellung",
  customer: "Kundschaft",
  goods: "Waren",
  state: "Stand",
  kind: "Art",
  requestedAt: "Angefragt",
  empty: "In dieser Liste steht keine Rücksendung.",
  emptyFound: "Keine Rücksendung dieser Liste passt zur Suche.",
};

export const orderReturn: SameTexts<typeof en.orderReturn> = {
  title: (number: string) => `Rücksendung der Bestellung ${number}`,
  titleWithout: "Rücksendung",
  back: "Rücksendungen",
  absent: "Diese Rücksendung gibt es nicht.",
  loading: "Wird geladen …",
  goods: "Waren",
  free: (count: number) => `${count} frei im Bestand`,
  announced: (count: number) => (count === 1 ? "1 Stück" : `${count} Stück`),
  awaited: (count: number) => `${count} unterwegs`,
  received: (count: number) => `${count} eingetroffen`,
  refundable: (count: number) => `${count} zu erstatten`,
  replaced: (count: number) => `${count} ersetzt`,
  released: (count: number) => `${count} nicht mehr in der Rücksendung`,
  refunds: "Erstattungen",
  facts: "Rücksendung",
  order: "Bestellung",
  kind: "Art",
  reason: "Grund der Kundschaft",
  note: "Antwort des Shops",
  requestedAt: "Angefragt",
  resolvedAt: "Entschieden",
  receivedAt: "Erstes Paket",
  closedAt: "Geschlossen",
  outcome: "Ausgang",
  answer: "Antwort an die Kundschaft",
  approve: "Genehmigen",
  approveTitle: "Rücksendung genehmigen",
  approveHint: "Die Kundschaft erfährt per Mail, dass sie die Waren zurücksenden darf.",
  reject: "Ablehnen",
  rejectTitle: "Rücksendung ablehnen",
  rejectHint: "Die Kundschaft bekommt Ihre Antwort per Mail.",
  receive: "Annehmen",
  receiveTitle: "Paket annehmen",
  receiveHint: "Zählen Sie, was im Paket liegt. Unversehrtes kommt wieder in den Bestand.",
  sound: "Unversehrt",
  damaged: "Beschädigt",
  nothingReceived: "Zählen Sie mindestens ein Stück.",
  refund: "Erstatten",
  refundTitle: "Zurückgekommenes erstatten",
  refundHint: "Was eingetroffen oder nachweislich abgesandt ist.",
  close: "Schließen",
  closeTitle: "Rücksendung schließen",
  closeHint: "Sie endet, ohne dass der Rest erstattet wird. Die Kundschaft bekommt eine Mail.",
  noOutcome: "Sie lässt sich nicht mehr schließen: Sie hat sich inzwischen geändert.",
  short: (title: string, wanted: number, available: number) =>
    `${title}: ${wanted} gebraucht, ${available} im Bestand.`,
};

export const returnKinds: SameTexts<typeof en.returnKinds> = { REQUEST: "Rücksendung", WITHDRAWAL: "Widerruf" };

export const returnOutcomes: SameTexts<typeof en.returnOutcomes> = {
  NOT_ARRIVED: "Nicht eingetroffen",
  REFUSED: "Zurück an die Kundschaft",
  NOTHING_DUE: "Nichts ist fällig",
  REPLACED: "Ersetzt",
  WITHDRAWN: "Widerrufen",
};

export const returnOutcomeHints: SameTexts<typeof en.returnOutcomeHints> = {
  NOT_ARRIVED: "Was nicht kam, wird nicht mehr erwartet.",
  REFUSED: "Die Waren gehen zurück an die Kundschaft, die den Kauf behält.",
  NOTHING_DUE: "Die Waren bleiben hier und gelten weiter als verkauft.",
  REPLACED: "Ebenso viele Stücke werden aus dem Bestand noch einmal gesandt.",
  WITHDRAWN: "Die Kundschaft hat den Kauf widerrufen.",
};

export const withdrawals: SameTexts<typeof en.withdrawals> = {
  title: "Widerrufe",
  views: "Listen von Widerrufen",
  due: "Abzuwickeln",
  unconfirmed: "Zu bestätigen",
  unmatched: "Ohne Bestellung",
  all: "Alle",
  contested: "Bestritten",
  settled: "Abgewickelt",
  count: (count: string) => `${count} Widerrufe`,
  find: "Aktenzeichen",
  record: "Brief oder Anruf aufnehmen",
  reference: "Aktenzeichen",
  order: "Bestellung",
  customer: "Kundschaft",
  goods: "Waren",
  state: "Stand",
  dueBy: "Erstattung bis",
  receivedAt: "Eingegangen",
  further: (count: number) => `${count} weitere mit dieser Adresse`,
  empty: "In dieser Liste steht kein Widerruf.",
  emptyFound: "Kein Widerruf dieser Liste hat dieses Aktenzeichen.",
  inAll: "In allen Widerrufen suchen",
};

export const withdrawal: SameTexts<typeof en.withdrawal> = {
  title: (reference: string) => `Widerruf ${reference}`,
  back: "Widerrufe",
  absent: "Diesen Widerruf gibt es nicht.",
  loading: "Wird geladen …",
  declaredAt: (time: string) => `Eingegangen ${time}`,
  cancelled: (count: number) => `${count} storniert`,
  returned: (count: number) => `${count} kommen zurück`,
  itsReturn: "Die Rücksendung dazu",
  order: "Bestellung",
  entered: "So angegeben",
  erased: "Gelöscht",
  channel: "Weg",
  sentOn: (day: string) => `abgesandt am ${day}`,
  dueBy: "Erstattung fällig bis",
  shippingDue: "Fälliger Versand",
  proofAt: "Nachweis der Absendung",
  settledAt: "Abgewickelt",
  note: "Notiz",
  contested: "Bestritten, weil",
  further: "Weitere mit dieser Adresse",
  confirm: "Bestätigen",
  confirmTitle: "Widerruf bestätigen",
  confirmHint:
    "Er wirkt ab seinem Eingang: Nicht Versandtes wird storniert und erstattet, Versandtes soll zurückkommen.",
  proof: "Nachweis aufnehmen",
  proofTitle: "Nachweis der Absendung aufnehmen",
  proofHint: "Die Kundschaft hat die Absendung nachgewiesen: Schon vor dem Eintreffen lässt sich erstatten.",
  contest: "Bestreiten",
  contestTitle: "Widerruf bestreiten",
  contestHint: "Er wird beiseitegelegt. Was er storniert oder angekündigt hat, bleibt.",
  reason: "Grund, für das Personal",
  refund: "Erstatten",
  refundTitle: "Widerruf erstatten",
  refundHint: "Was eingetroffen oder nachweislich abgesandt ist, und der fällige Versand.",
  record: "Widerruf aufnehmen",
  recordTitle: "Einen Widerruf aufnehmen",
  recordHint: "Für einen Brief, eine E-Mail oder einen Anruf. Er wirkt sofort, und die Kundschaft bekommt eine Mail.",
  orderNumber: "Bestellnummer",
  findOrder: "Suchen",
  noOrder: "Diese Bestellung gibt es nicht.",
  recordFor: (number: string) => `Bestellung ${number}`,
  sentOnField: "Abgesandt am",
  scope: "Widerrufen ist",
  whole: "Alles, was sich widerrufen lässt",
  units: "Diese Stücke",
  noteField: "Notiz, für das Personal",
  noUnits: "Geben Sie mindestens ein Stück an.",
  closed: (title: string, reason: string) => `${title}: ${reason}`,
  periodOver: "Die Widerrufsfrist ist vorbei.",
  excluded: "Das Gesetz nimmt diese Waren aus.",
  nothingLeft: "So viel ist nicht mehr übrig.",
};

export const withdrawalChannels: SameTexts<typeof en.withdrawalChannels> = {
  ONLINE: "Formular des Shops",
  LETTER: "Brief",
  EMAIL: "E-Mail",
  PHONE: "Telefon",
  OTHER: "Ein anderer Weg",
};
