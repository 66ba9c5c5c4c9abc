CREATE TABLE `ledger_chain` (
	`seq` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TRIGGER `ledger_chain_has_no_gap` BEFORE INSERT ON `ledger_chain`
WHEN NEW.`seq` <> (SELECT coalesce(max(`seq`), 0) + 1 FROM `ledger_chain`)
  OR NOT EXISTS (SELECT 1 FROM `ledger_entries` WHERE `seq` = NEW.`seq`)
BEGIN SELECT RAISE(ABORT, 'the chain of the ledger has no gap'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_transactions_come_to_zero` AFTER INSERT ON `ledger_chain`
WHEN EXISTS (
  SELECT 1 FROM `ledger_entries`
  WHERE `transaction_id` = (SELECT `transaction_id` FROM `ledger_entries` WHERE `seq` = NEW.`seq`)
  GROUP BY `currency` HAVING sum(`amount_minor`) <> 0
)
BEGIN SELECT RAISE(ABORT, 'a transaction of the ledger comes to zero in each currency'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_chain_is_never_changed` BEFORE UPDATE ON `ledger_chain`
BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END;
--> statement-breakpoint
CREATE TRIGGER `ledger_chain_is_never_removed` BEFORE DELETE ON `ledger_chain`
BEGIN SELECT RAISE(ABORT, 'the ledger is append only'); END;
