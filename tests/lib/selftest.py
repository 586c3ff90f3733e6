#!/usr/bin/env python3
"""Proves that the test library itself does what it says (TAP)."""
import selftest_audit
import selftest_kannel
import selftest_modes
import selftest_provider
import selftest_receiver
import selftest_reports
import selftest_terminal
import selftest_tools
from tap import main

if __name__ == "__main__":
    main(vars(selftest_tools), vars(selftest_provider), vars(selftest_modes),
         vars(selftest_reports), vars(selftest_receiver),
         vars(selftest_terminal), vars(selftest_kannel),
         vars(selftest_audit))
