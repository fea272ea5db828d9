-- Run once, when PostgreSQL's volume is new. The application's database is POSTGRES_DB.
CREATE DATABASE cogento_reporting;
