"""The signs of the template language, and both halves of each pair in use."""

ENDS = {"{{": "}}", "{%": "%}"}
EXAMPLES = {"{{": "{{ commune }}", "{%": "{% if commune %}"}
