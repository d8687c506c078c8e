"""tongxin.dev.console"""

from tongxin.dev.console import Steps


def test_steps_are_numbered(capsys):
    steps = Steps(9)

    steps.say("Python packages")
    steps.say("System packages")

    assert capsys.readouterr().out == "[1/9] Python packages\n[2/9] System packages\n"
