CREATE TABLE `tax_documents` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`sequence` integer NOT NULL,
	`number` text NOT NULL,
	`order_id` text NOT NULL,
	`cause` text NOT NULL,
	`refund_id` text,
	`reverses` text,
	`issued_at` integer NOT NULL,
	`day` integer NOT NULL,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	`taxes` text NOT NULL,
	`items` text NOT NULL,
	`seller` text NOT NULL,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`refund_id`) REFERENCES `refunds`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "tax_documents_causes" CHECK((kind = 'INVOICE') = (cause = 'SALE'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tax_documents_numbered` ON `tax_documents` (`kind`,`sequence`);--> statement-breakpoint
CREATE INDEX `tax_documents_of_order` ON `tax_documents` (`order_id`,`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `tax_documents_by_day` ON `tax_documents` (`day`,`kind`,`sequence`);--> statement-breakpoint
CREATE UNIQUE INDEX `tax_documents_one_invoice` ON `tax_documents` (`order_id`) WHERE kind = 'INVOICE';--> statement-breakpoint
CREATE TABLE `book_zones` (
	`seq` integer PRIMARY KEY NOT NULL,
	`time_zone` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tax_facts` (
	`seq` integer NOT NULL,
	`name` text NOT NULL,
	`rate` integer NOT NULL,
	`order_id` text NOT NULL,
	`day` integer NOT NULL,
	`currency` text NOT NULL,
	`cause` text NOT NULL,
	`base_minor` integer NOT NULL,
	`tax_minor` integer NOT NULL,
	PRIMARY KEY(`seq`, `rate`, `name`)
);
--> statement-breakpoint
CREATE INDEX `tax_facts_by_day` ON `tax_facts` (`day`);--> statement-breakpoint
-- An invoice and a credit note are never rewritten: another document corrects them.
CREATE TRIGGER `tax_documents_are_never_changed` BEFORE UPDATE ON `tax_documents`
BEGIN SELECT RAISE(ABORT, 'an invoice or credit note is never changed: another document corrects it'); END;
--> statement-breakpoint
CREATE TRIGGER `tax_documents_are_never_removed` BEFORE DELETE ON `tax_documents`
BEGIN SELECT RAISE(ABORT, 'an invoice or credit note is never removed'); END;
--> statement-breakpoint
-- A fact of the books is never rewritten. They can be emptied, to be made again from the events.
CREATE TRIGGER `tax_facts_are_never_changed` BEFORE UPDATE ON `tax_facts`
BEGIN SELECT RAISE(ABORT, 'a tax fact is never changed: another one is added'); END;
