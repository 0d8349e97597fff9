"""Makes the data of the name model: statistics of the jieba dictionary and weights from generated text.

python -m training --dictionary jieba/dict.txt   (of the jieba 0.42.1 source package, MIT licence)
"""
