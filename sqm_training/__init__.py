"""SQM Training: learn, practise, assess, grade, certify, review, improve."""
