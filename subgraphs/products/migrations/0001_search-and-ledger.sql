-- The full-text index of the catalogue: words are found by their beginnings, with or without accents.
CREATE VIRTUAL TABLE `product_search` USING fts5(
  `title`, `options`, `facets`, `skus`, `description`,
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '2 3'
);
--> statement-breakpoint
CREATE TRIGGER `stock_ledger_is_never_changed` BEFORE UPDATE ON `stock_ledger`
BEGIN SELECT RAISE(ABORT, 'the stock ledger is append only'); END;
--> statement-breakpoint
CREATE TRIGGER `stock_ledger_is_never_shortened` BEFORE DELETE ON `stock_ledger`
BEGIN SELECT RAISE(ABORT, 'the stock ledger is append only'); END;
