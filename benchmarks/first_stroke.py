"""A whole start of the program up to its first painted dab; prints the seconds since the given time."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from app.main import before_qt


def main() -> None:
    began = float(sys.argv[1])
    before_qt()  # as `main` does
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from app.settings import Settings
    from app.start import SWITCH_INTERVAL, Program, make_application
    from canvas.brush.preset import Sample

    sys.setswitchinterval(SWITCH_INTERVAL)
    application = make_application(["scumble"])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(QSettings(str(Path(folder) / "s.ini"), QSettings.Format.IniFormat))
        program = Program(settings, recovery=Path(folder))
        program.window.show()
        program.collector.keep()
        painted: list[float] = []
        session = program.studio.session
        session.history_changed.connect(lambda: painted.append(time.time()))
        session.begin_stroke("", program.studio.brush, (0.0, 0.0, 0.0))
        session.extend_stroke([Sample(100.0, 100.0), Sample(140.0, 120.0)])
        session.end_stroke()
        while not painted:
            QApplication.processEvents()
            time.sleep(0.001)
        application.processEvents()
        print(time.time() - began)
        program.window.leave_at_once()
        program.close()


if __name__ == "__main__":
    main()
