"""The composition root: builds everything from settings. The only importer of apscheduler."""
