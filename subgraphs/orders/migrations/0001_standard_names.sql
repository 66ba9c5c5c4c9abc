ALTER TABLE `parked_events` RENAME TO `dead_letters`;--> statement-breakpoint
ALTER TABLE `errands` RENAME TO `order_tasks`;--> statement-breakpoint
ALTER TABLE `dead_letters` RENAME COLUMN "follower" TO "consumer";--> statement-breakpoint
ALTER TABLE `dead_letters` RENAME COLUMN "next_try_at" TO "due_at";--> statement-breakpoint
ALTER TABLE `order_tasks` RENAME COLUMN "next_run_at" TO "due_at";--> statement-breakpoint
ALTER TABLE `order_tasks` RENAME COLUMN "attempt" TO "attempts";--> statement-breakpoint
ALTER TABLE `sagas` RENAME COLUMN "next_run_at" TO "due_at";--> statement-breakpoint
ALTER TABLE `sagas` RENAME COLUMN "attempt" TO "attempts";--> statement-breakpoint
ALTER TABLE `sagas` RENAME COLUMN "parked_at" TO "stalled_at";--> statement-breakpoint
DROP INDEX `parked_events_of_aggregate`;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_dead_letters` (
	`consumer` text NOT NULL,
	`seq` integer NOT NULL,
	`aggregate_id` text NOT NULL,
	`event` text NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	PRIMARY KEY(`consumer`, `seq`)
);
--> statement-breakpoint
INSERT INTO `__new_dead_letters`("consumer", "seq", "aggregate_id", "event", "due_at", "attempts") SELECT "consumer", "seq", "aggregate_id", "event", "due_at", 0 FROM `dead_letters`;--> statement-breakpoint
DROP TABLE `dead_letters`;--> statement-breakpoint
ALTER TABLE `__new_dead_letters` RENAME TO `dead_letters`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `dead_letters_of_aggregate` ON `dead_letters` (`consumer`,`aggregate_id`,`seq`);--> statement-breakpoint
CREATE TABLE `__new_order_tasks` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`lines` text,
	`due_at` integer NOT NULL,
	`attempts` integer NOT NULL,
	`done_at` integer,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_order_tasks`("seq", "order_id", "kind", "subject_id", "lines", "due_at", "attempts", "done_at") SELECT "seq", "order_id", "kind", "subject_id", "lines", "due_at", "attempts", "done_at" FROM `order_tasks`;--> statement-breakpoint
DROP TABLE `order_tasks`;--> statement-breakpoint
ALTER TABLE `__new_order_tasks` RENAME TO `order_tasks`;--> statement-breakpoint
CREATE UNIQUE INDEX `order_tasks_once` ON `order_tasks` (`kind`,`subject_id`);--> statement-breakpoint
CREATE INDEX `order_tasks_due` ON `order_tasks` (`due_at`) WHERE done_at IS NULL;--> statement-breakpoint
CREATE INDEX `order_tasks_of_order` ON `order_tasks` (`order_id`) WHERE done_at IS NULL;--> statement-breakpoint
DROP INDEX `sagas_due`;--> statement-breakpoint
CREATE INDEX `sagas_due` ON `sagas` (`due_at`) WHERE step <> 'DONE';--> statement-breakpoint
ALTER TABLE `store_openings` RENAME TO `pragma_log`;--> statement-breakpoint
ALTER TABLE `pragma_log` RENAME COLUMN "hasty" TO "without_fsync";--> statement-breakpoint
ALTER TABLE `checkouts` RENAME COLUMN "held" TO "reserved";--> statement-breakpoint
ALTER TABLE `checkouts` RENAME COLUMN "giving_up" TO "reopening";--> statement-breakpoint
ALTER TABLE `checkouts` RENAME COLUMN "hold_until" TO "reserved_until";--> statement-breakpoint
ALTER TABLE `order_money` RENAME COLUMN "elsewhere_minor" TO "external_minor";--> statement-breakpoint
ALTER TABLE `order_money` RENAME COLUMN "shipping_given_up_minor" TO "shipping_credited_minor";--> statement-breakpoint
ALTER TABLE `erasures` RENAME COLUMN "heard_at" TO "received_at";--> statement-breakpoint
ALTER TABLE `guest_erasures` RENAME COLUMN "heard_at" TO "received_at";--> statement-breakpoint
CREATE TABLE `__new_line_counters` (
	`line_id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`is_sent` integer NOT NULL,
	`ordered` integer NOT NULL,
	`charged_minor` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`allocated` integer NOT NULL,
	`packed` integer NOT NULL,
	`shipped` integer NOT NULL,
	`delivered` integer NOT NULL,
	`undelivered` integer NOT NULL,
	`return_requested` integer NOT NULL,
	`returned` integer NOT NULL,
	`restocked` integer NOT NULL,
	`credited` integer NOT NULL,
	`credited_minor` integer NOT NULL,
	`withdrawn` integer DEFAULT 0 NOT NULL,
	`units` text NOT NULL,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`order_id`) REFERENCES `orders`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "line_counters_known" CHECK(ordered > 0 AND charged_minor >= 0 AND cancelled >= 0 AND shipped >= 0),
	CONSTRAINT "line_counters_allocated" CHECK(allocated + cancelled + withdrawn <= ordered AND withdrawn >= 0 AND packed <= allocated AND shipped <= packed),
	CONSTRAINT "line_counters_arrived" CHECK(delivered >= 0 AND undelivered >= 0 AND delivered + undelivered <= shipped),
	CONSTRAINT "line_counters_returned" CHECK(returned >= 0 AND returned <= return_requested AND return_requested <= delivered),
	CONSTRAINT "line_counters_restocked" CHECK(restocked >= 0 AND restocked <= ordered),
	CONSTRAINT "line_counters_credited" CHECK(credited >= 0 AND credited <= ordered),
	CONSTRAINT "line_counters_credited_minor" CHECK(credited_minor >= 0 AND credited_minor <= charged_minor)
);--> statement-breakpoint
INSERT INTO `__new_line_counters`("line_id", "order_id", "is_sent", "ordered", "charged_minor", "cancelled", "allocated", "packed", "shipped", "delivered", "undelivered", "return_requested", "returned", "restocked", "credited", "credited_minor", "withdrawn", "units") SELECT "line_id", "order_id", "is_sent", "ordered", "charged_minor", "cancelled", "set_aside", "packed", "shipped", "delivered", "undelivered", "return_asked", "returned", "restocked", "given_up", "given_up_minor", "withdrawn", "units" FROM `line_counters` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `line_counters`;--> statement-breakpoint
ALTER TABLE `__new_line_counters` RENAME TO `line_counters`;--> statement-breakpoint
CREATE INDEX `line_counters_of_order` ON `line_counters` (`order_id`);--> statement-breakpoint
UPDATE `promotion_uses` SET `state` = 'reserved' WHERE `state` = 'held';--> statement-breakpoint
UPDATE `order_tasks` SET `kind` = 'RELEASE' WHERE `kind` = 'LET_GO';
