CREATE TABLE city (name VARCHAR PRIMARY KEY, country VARCHAR);
CREATE TABLE person (id BIGINT PRIMARY KEY, name VARCHAR NOT NULL, city VARCHAR, age INTEGER, pay DECIMAL(10, 2), born DATE);
CREATE EDGE TABLE knows (since INTEGER) FROM person TO person;
INSERT INTO city VALUES ('Oslo', 'NO'), ('Bergen', 'NO'), ('Lund', 'SE'), ('Rome', 'IT');
INSERT INTO person VALUES
  (1, 'Ada', 'Oslo', 36, 5200.50, DATE '1988-03-01'),
  (2, 'Bo', 'Bergen', 41, 4100.00, DATE '1983-07-15'),
  (3, 'Cy', 'Oslo', 29, 3900.25, NULL),
  (4, 'Di', NULL, 52, NULL, DATE '1972-11-30'),
  (5, 'Eve', 'Lund', NULL, 6100.00, DATE '1990-01-01');
INSERT INTO knows (src, dst, since) VALUES (1, 2, 2015), (1, 3, 2018), (2, 4, 2010), (3, 4, 2020), (4, 5, 2021), (5, 1, 2022);
