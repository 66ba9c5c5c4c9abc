CREATE TABLE `collection_details` (
	`collection_id` text PRIMARY KEY NOT NULL,
	`description_html` text NOT NULL,
	`image_id` text,
	`image_file` text,
	`image_alt` text NOT NULL,
	`image_width` integer,
	`image_height` integer,
	FOREIGN KEY (`collection_id`) REFERENCES `collections`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "collection_details_image" CHECK((image_id IS NULL) = (image_file IS NULL))
);
