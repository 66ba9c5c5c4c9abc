ALTER TABLE `stock_ledger` ADD `insertion` integer;--> statement-breakpoint
CREATE INDEX `stock_ledger_in_order` ON `stock_ledger` (`insertion`);--> statement-breakpoint
DROP TRIGGER `stock_ledger_is_never_changed`;--> statement-breakpoint
UPDATE `stock_ledger` SET `insertion` = `rowid`;--> statement-breakpoint
CREATE TRIGGER `stock_ledger_is_never_changed` BEFORE UPDATE ON `stock_ledger`
BEGIN SELECT RAISE(ABORT, 'the stock ledger is append only'); END;
