PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_return_parts` (
	`return_id` text NOT NULL,
	`line_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`released` integer DEFAULT 0 NOT NULL,
	`replaced` integer DEFAULT 0 NOT NULL,
	`received` integer NOT NULL,
	`restocked` integer NOT NULL,
	`unjudged` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`return_id`, `line_id`),
	FOREIGN KEY (`return_id`) REFERENCES `returns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`line_id`) REFERENCES `order_lines`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "return_parts_received" CHECK(quantity >= 0 AND received >= 0 AND received <= quantity),
	CONSTRAINT "return_parts_released" CHECK(released >= 0 AND quantity + released > 0),
	CONSTRAINT "return_parts_restocked" CHECK(restocked >= 0 AND unjudged >= 0 AND restocked + unjudged <= received)
);
--> statement-breakpoint
INSERT INTO `__new_return_parts`("return_id", "line_id", "quantity", "released", "replaced", "received", "restocked", "unjudged") SELECT "return_id", "line_id", "quantity", "released", "replaced", "received", "restocked", 0 FROM `return_parts` ORDER BY rowid;--> statement-breakpoint
DROP TABLE `return_parts`;--> statement-breakpoint
ALTER TABLE `__new_return_parts` RENAME TO `return_parts`;--> statement-breakpoint
PRAGMA foreign_keys=ON;